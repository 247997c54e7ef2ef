// Strict reading of DER (X.690 §8, §10) for proofs: tag, definite length in its shortest form, contents that end inside. Lengths up to 65,535.

import type { ByteCursor } from '../base/byte-cursor.ts';

export const DerTag = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  sequence: 0x30,
  set: 0x31,
} as const;

/** A cursor over the contents of the next element when its tag is `tag` and it ends inside; else undefined, the cursor spent. */
export function derElement(cursor: ByteCursor, tag: number): ByteCursor | undefined {
  if (cursor.u8() !== tag) return undefined;
  let length = cursor.u8();
  if (length === 0x81) {
    length = cursor.u8();
    if (length < 0x80) return undefined;
  } else if (length === 0x82) {
    length = cursor.u16();
    if (length < 0x100) return undefined;
  } else if (length >= 0x80) {
    return undefined;
  }
  if (cursor.short || length > cursor.remaining) return undefined;
  return cursor.sub(length);
}

/** The next element whatever its tag, undefined at the end or where it does not hold. */
export function derAny(cursor: ByteCursor): ByteCursor | undefined {
  return cursor.remaining === 0 ? undefined : derElement(cursor, cursor.bytes[cursor.offset]);
}

/** The contents of an object identifier as hex. */
export function derOid(cursor: ByteCursor): string | undefined {
  const oid = derElement(cursor, DerTag.objectIdentifier);
  if (oid === undefined || oid.remaining === 0 || oid.remaining > 16) return undefined;
  return Buffer.from(oid.take(oid.remaining)).toString('hex');
}

/** A positive INTEGER's bytes without the zero that keeps its sign; X.690 §8.3. */
export function derPositiveInteger(cursor: ByteCursor): Uint8Array | undefined {
  const content = derElement(cursor, DerTag.integer);
  if (content === undefined || content.remaining === 0) return undefined;
  const bytes = content.take(content.remaining);
  if (bytes[0] >= 0x80) return undefined;
  if (bytes.length > 1 && bytes[0] === 0) return bytes[1] >= 0x80 ? bytes.subarray(1) : undefined;
  return bytes;
}
