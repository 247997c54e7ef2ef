// Text out of capture bytes: as it stands there, control characters and all (escaping belongs to whoever prints it). Ranges are clipped, never refused.

/** One character a byte, so that the bytes can be had back from the text. */
export function latin1Text(bytes: Uint8Array, start: number, end: number): string {
  return view(bytes, start, end).toString('latin1');
}

/** UTF-8; what is not becomes U+FFFD. */
export function utf8Text(bytes: Uint8Array, start: number, end: number): string {
  return view(bytes, start, end).toString('utf8');
}

function view(bytes: Uint8Array, start: number, end: number): Buffer {
  const from = Math.min(Math.max(0, start), bytes.length);
  const to = Math.min(Math.max(from, end), bytes.length);
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
}
