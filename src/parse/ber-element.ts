// Elements of ASN.1's basic encoding rules (X.690 §8.1): one tag byte, a length of definite form, contents.

export interface BerElement {
  readonly tag: number;
  /** First byte of the contents. */
  readonly start: number;
  /** One past the last byte of the contents; may lie beyond the bytes that are there. */
  readonly end: number;
}

export const BerTag = { integer: 0x02, octetString: 0x04, enumerated: 0x0a, sequence: 0x30 } as const;

/** The element that begins at `at`; undefined where its header does not stand before `limit`. High tag numbers are not read. */
export function berElement(bytes: Uint8Array, at: number, limit: number): BerElement | undefined {
  if (at + 2 > limit || (bytes[at] & 0x1f) === 0x1f) return undefined;
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (first < 0x80) return { tag, start: at + 2, end: at + 2 + first };
  const width = first & 0x7f;
  if (width === 0 || width > 4 || at + 2 + width > limit) return undefined;
  let length = 0;
  for (let i = 0; i < width; i++) length = length * 256 + bytes[at + 2 + i];
  return { tag, start: at + 2 + width, end: at + 2 + width + length };
}

/** The value of a non-negative integer of at most four bytes. */
export function berInteger(bytes: Uint8Array, { tag, start, end }: BerElement): number | undefined {
  if (tag !== BerTag.integer || end <= start || end - start > 5 || bytes[start] >= 0x80) return undefined;
  let value = 0;
  for (let at = start; at < end; at++) value = value * 256 + bytes[at];
  return value;
}
