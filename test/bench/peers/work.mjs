/** What is part of the work of every client that is not this package. */
export const bytesOf = (sms_message) => Buffer.from(JSON.stringify({ sms_message }));
export const count = ({ result }) =>
  result.reduce((sum, one) => sum + (one.message_id === undefined ? 0 : 1), 0);
