// Elements of DER (X.690 §8, §10): tag, length, contents. Reads forward only, lengths up to three bytes.
// Invariant: an element that runs past its parent is refused; one that runs past the bytes at hand is given as far as it goes, and says so.

export interface DerElement {
  tag: number;
  /** First byte of the contents, and one past the last: both inside the bytes at hand. */
  start: number;
  end: number;
  /** One past the last byte by its length; more than `end` where the bytes were cut. */
  wireEnd: number;
}

export const DerTag = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The element at `at` inside a parent that ends at `wireEnd`; undefined where none stands there or its header was cut. */
export function readDerElement(bytes: Uint8Array, at: number, wireEnd: number): DerElement | undefined {
  if (at + 2 > bytes.length) return undefined;
  const tag = bytes[at];
  // Tags of more than one byte are in no certificate.
  if ((tag & 0x1f) === 0x1f) return undefined;
  let length = bytes[at + 1];
  let start = at + 2;
  if (length >= 0x80) {
    const lengthBytes = length & 0x7f;
    if (lengthBytes === 0 || lengthBytes > 3 || start + lengthBytes > bytes.length) return undefined;
    length = 0;
    for (let i = 0; i < lengthBytes; i++) length = length * 256 + bytes[start + i];
    start += lengthBytes;
  }
  const ownEnd = start + length;
  if (ownEnd > wireEnd) return undefined;
  return { tag, start, end: Math.min(ownEnd, bytes.length), wireEnd: ownEnd };
}

/** The elements inside `parent`, at most `cap`; the last one may be cut. */
export function derChildren(bytes: Uint8Array, parent: DerElement, cap: number): DerElement[] {
  const children: DerElement[] = [];
  for (let at = parent.start; at < parent.wireEnd && children.length < cap; ) {
    const child = readDerElement(bytes, at, parent.wireEnd);
    if (child === undefined) break;
    children.push(child);
    at = child.wireEnd;
  }
  return children;
}

/** Hexadecimal contents of a short element, as object identifiers are looked up. */
export function derHex(bytes: Uint8Array, element: DerElement): string {
  const end = Math.min(element.end, element.start + 32);
  return Buffer.from(bytes.buffer, bytes.byteOffset + element.start, end - element.start).toString('hex');
}
