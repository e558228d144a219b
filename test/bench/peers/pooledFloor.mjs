import { createFloor } from "./floor.mjs";

const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** The floor, with the body written once, by hand, into a buffer that is used again. */
export function create(options) {
  const buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  return createFloor(options, (batch) => {
    let length = 0;
    let text = '{"sms_message":[';
    for (let n = 0; n < batch.length; n++) {
      const { endpoint, message, sign_id } = batch[n];
      if (n > 0) text += ",";
      text += `{"endpoint":"${endpoint}","message":${ESCAPED.test(message) ? JSON.stringify(message) : `"${message}"`},"sign_id":"${sign_id}"}`;
      if (n % 32 === 31) {
        length += buffer.utf8Write(text, length);
        text = "";
      }
    }
    length += buffer.utf8Write(`${text}]}`, length);
    return buffer.subarray(0, length);
  });
}
