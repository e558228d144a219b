const sign_id = "caf488c7ccaf4ffba0c9aa149ab2caf4";
const number = (n) => `+86138${String(n).padStart(8, "0")}`;

/** Different messages, as many as asked for. */
export const messagesOf = {
  chinese: (count) =>
    Array.from({ length: count }, (_, n) => ({
      endpoint: number(n),
      message: `尊敬的用户，您的验证码是${100_000 + n}，五分钟内有效。请勿将验证码告诉他人，如非本人操作请忽略本短信。`,
      sign_id,
    })),
  ascii: (count) =>
    Array.from({ length: count }, (_, n) => ({
      endpoint: number(n),
      message: `Your verification code is ${100_000 + n}, valid for five minutes. Do not share it with anybody.`,
      sign_id,
    })),
};

/** Cut into requests of a size. */
export function batchesOf(messages, size) {
  const batches = [];
  for (let start = 0; start < messages.length; start += size)
    batches.push(messages.slice(start, start + size));
  return batches;
}
