// PCAPdroid's frame trailer: Ethernet header of zeros, IP packet, up to 3 bytes of padding, then 32 bytes: magic, UID (signed, big-endian),
// 20 bytes of label, CRC. Invariant: bytes of an IP packet are never taken for a trailer, or any sender could choose the UID of its packets.

import { networkWord } from '../base/byte-order.ts';
import type { PacketView } from './packet-view.ts';

export const TRAILER_BYTES = 32;
const LABEL_BYTES = 20;
const MAX_PADDING_BYTES = 3;
const ADDRESSES_BYTES = 12;

/** Reads the trailer of the frame at `start` whose IP packet is at `network`; true when it is there. Sets view.uid. */
export function readPcapdroidTrailer(view: PacketView, start: number, network: number, end: number): boolean {
  const b = view.bytes;
  const at = end - TRAILER_BYTES;
  if (at <= network || b[at] !== 0x01 || b[at + 1] !== 0x07 || b[at + 2] !== 0x20 || b[at + 3] !== 0x21) return false;
  for (let i = start; i < start + ADDRESSES_BYTES; i++) if (b[i] !== 0) return false;
  const ipBytes =
    b[network] >> 4 === 6 ? 40 + ((b[network + 4] << 8) | b[network + 5]) : (b[network + 2] << 8) | b[network + 3];
  const padding = at - network - ipBytes;
  if (padding < 0 || padding > MAX_PADDING_BYTES) return false;
  view.uid = networkWord(b, at + 4);
  return true;
}

const decoder = new TextDecoder('utf-8');

/** The app label in the trailer that ends at `end` (at most 19 bytes of UTF-8, perhaps cut inside a character). */
export function pcapdroidLabel(bytes: Uint8Array, end: number): string {
  const from = end - TRAILER_BYTES + 8;
  let to = from;
  while (to < from + LABEL_BYTES && bytes[to] !== 0) to++;
  return decoder.decode(bytes.subarray(from, to)).replace(/\ufffd$/, '');
}
