// LINKTYPE_PKTAP (258; DLT_USER2, 149, in files of macOS itself): Apple's packet tap (bsd/net/pktap.h of xnu;
// tcpdump.org/linktypes/LINKTYPE_PKTAP.html). A header with interface, direction and process stands before the frame of that interface.
// Processes are no Android apps: they are not read.

import { u32 } from '../base/byte-order.ts';
import { PacketDirection } from './capture-record.ts';
import { stopMalformed, stopTruncated, stopUnsupported } from './decode-stop.ts';
import { decodeEthernet } from './ethernet.ts';
import { decodeLoopback, decodePpp, decodeRaw } from './link-simple.ts';
import type { PacketView } from './packet-view.ts';

const Field = { length: 0, next: 4, linkType: 8, flags: 36 } as const;
/** Up to the flags: fields behind them came and went with versions, and the length says where they end. */
const LEAST_BYTES = 40;
/** Versions have 108 and 156 bytes. A larger number is one in the other byte order, or no header. */
const MOST_BYTES = 1024;
const NEXT_PACKET = 1;
const Flag = { inbound: 1, outbound: 2 } as const;

/** By the numbers of DLT_ values on macOS. */
const INNER = new Map([
  [0, decodeLoopback],
  [1, decodeEthernet],
  [9, decodePpp],
  [12, decodeRaw],
  [108, decodeLoopback],
]);

export function decodePktap(view: PacketView, start: number, end: number, originalBytes: number): void {
  const b = view.bytes;
  if (end - start < LEAST_BYTES) {
    stopTruncated(view, 'PKTAP');
    return;
  }
  // Numbers are in the byte order of the capturing host, whatever that of the file.
  const little = u32(b, start + Field.length, true) <= MOST_BYTES;
  const length = u32(b, start + Field.length, little);
  if (length < LEAST_BYTES || length > MOST_BYTES) {
    stopMalformed(view, 'PKTAP length');
    return;
  }
  if (start + length > end) {
    stopTruncated(view, 'PKTAP');
    return;
  }
  const next = u32(b, start + Field.next, little);
  const linkType = u32(b, start + Field.linkType, little);
  const decode = INNER.get(linkType);
  if (next !== NEXT_PACKET || decode === undefined) {
    stopUnsupported(view, next === NEXT_PACKET ? `PKTAP link type ${linkType}` : 'PKTAP without a packet');
    return;
  }
  view.networkStart = start + length;
  view.wireBytes = originalBytes - length;
  decode(view, start + length, end, originalBytes - length);
  const direction = u32(b, start + Field.flags, little) & (Flag.inbound | Flag.outbound);
  if (direction === Flag.inbound) view.direction = PacketDirection.inbound;
  else if (direction === Flag.outbound) view.direction = PacketDirection.outbound;
}
