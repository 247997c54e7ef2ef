// pcapng options (draft-ietf-opsawg-pcapng §3.5): code, length, value padded to 32 bits. A bad length ends the list, never the block.

import { u16 } from '../base/byte-order.ts';

/** Visits each option as (code, first byte, length) up to opt_endofopt or `end`; false when one is longer than what is left. */
export function walkOptions(
  bytes: Uint8Array,
  start: number,
  end: number,
  little: boolean,
  visit: (code: number, at: number, length: number) => void,
): boolean {
  let at = start;
  while (at + 4 <= end) {
    const code = u16(bytes, at, little);
    const length = u16(bytes, at + 2, little);
    if (code === 0) return true;
    if (at + 4 + length > end) return false;
    visit(code, at + 4, length);
    at += 4 + ((length + 3) & ~3);
  }
  return true;
}

const decoder = new TextDecoder('utf-8');
const MAX_TEXT_BYTES = 1024;

/** Option text, cut at 1,024 bytes and at the first NUL. */
export function optionText(bytes: Uint8Array, at: number, length: number): string {
  const text = decoder.decode(bytes.subarray(at, at + Math.min(length, MAX_TEXT_BYTES)));
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}
