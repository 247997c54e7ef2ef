// The characters 0x20 to 0x7e, of which text in the clear is made and which random bytes are in 95 of 256 cases.

export function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}

/** How many of the bytes are printable. */
export function countPrintable(bytes: Uint8Array): number {
  let printable = 0;
  for (const byte of bytes) if (isPrintable(byte)) printable++;
  return printable;
}
