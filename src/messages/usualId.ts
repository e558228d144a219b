/** As the service makes ids, and its gateway. */
export const ID_LENGTH = 32;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether an id has one of the usual forms. */
export function isUsualId(id: string): boolean {
  return id.length === ID_LENGTH ? isHex(id) : UUID.test(id);
}

const IS_HEX_DIGIT = new Uint8Array(2 ** 16);
for (const digit of "0123456789abcdefABCDEF") IS_HEX_DIGIT[digit.charCodeAt(0)] = 1;

/** There is an id for every message: a table is twice as quick as an expression, and three times as comparisons. */
function isHex(id: string): boolean {
  for (let at = 0; at < id.length; at++) if (IS_HEX_DIGIT[id.charCodeAt(at)] !== 1) return false;
  return true;
}
