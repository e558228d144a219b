/** An IPv4 address that came by an IPv6 socket as IPv4; any other as it is. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}
