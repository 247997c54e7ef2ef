// pcapng options (draft-ietf-opsawg-pcapng §3.5): code, length, value padded to 32 bits. A bad length ends the list, never the block.

/** Visits each option as (code, first byte, length); stops at opt_endofopt, at `end` or where a length does not fit. */
export function walkOptions(
  bytes: Uint8Array,
  start: number,
  end: number,
  little: boolean,
  visit: (code: number, at: number, length: number) => void,
): void {
  let at = start;
  while (at + 4 <= end) {
    const b0 = bytes[at];
    const b1 = bytes[at + 1];
    const b2 = bytes[at + 2];
    const b3 = bytes[at + 3];
    const code = little ? b0 | (b1 << 8) : (b0 << 8) | b1;
    const length = little ? b2 | (b3 << 8) : (b2 << 8) | b3;
    if (code === 0 || at + 4 + length > end) return;
    visit(code, at + 4, length);
    at += 4 + ((length + 3) & ~3);
  }
}

const decoder = new TextDecoder('utf-8');

/** Option text, cut at 1,024 bytes and at the first NUL. */
export function optionText(bytes: Uint8Array, at: number, length: number): string {
  const text = decoder.decode(bytes.subarray(at, at + Math.min(length, 1024)));
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}
