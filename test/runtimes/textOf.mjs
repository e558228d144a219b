/** The text of message number `n`: no two are alike. */
export function textOf(n) {
  return `您的验证码是 ${n} ✓`;
}
