// PCAPdroid's frame trailer: 32 bytes at the end of an Ethernet frame with magic, UID (signed, big-endian), 20-byte label and a CRC.
// The label is kept once per UID in the view's sink; sizes on the wire never include it.

import type { PacketView } from './packet-view.ts';

export const TRAILER_BYTES = 32;
const LABEL_BYTES = 20;

/** Reads the trailer that ends at `end`; true when it is there. Sets view.uid. */
export function readPcapdroidTrailer(view: PacketView, end: number): boolean {
  const b = view.bytes;
  const at = end - TRAILER_BYTES;
  if (b[at] !== 0x01 || b[at + 1] !== 0x07 || b[at + 2] !== 0x20 || b[at + 3] !== 0x21) return false;
  view.uid = (b[at + 4] << 24) | (b[at + 5] << 16) | (b[at + 6] << 8) | b[at + 7];
  return true;
}

const decoder = new TextDecoder('utf-8');

/** The app label in the trailer that ends at `end` (at most 19 bytes of UTF-8). */
export function pcapdroidLabel(bytes: Uint8Array, end: number): string {
  const from = end - TRAILER_BYTES + 8;
  let to = from;
  while (to < from + LABEL_BYTES && bytes[to] !== 0) to++;
  return decoder.decode(bytes.subarray(from, to));
}
