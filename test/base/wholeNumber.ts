/**
 * Finds a whole mobile number, with or without country code, in what was printed. Digits of measured durations, of
 * timestamps and of ids are none.
 */
export const WHOLE_NUMBER = /(?<![\w.])(?:\+?(?:00)?86)?1[3-9]\d{9}(?!\w)/;
