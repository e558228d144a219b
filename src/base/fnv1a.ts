/** The hash FNV-1a of a text's UTF-16 units, in 32 bits. Journals keep values that are made of it: it must never change. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let offset = 0; offset < text.length; offset++)
    hash = Math.imul(hash ^ text.charCodeAt(offset), 0x01000193);
  return hash >>> 0;
}
