// Linux cooked captures: SLL (113) and SLL2 (276). The packet type gives the direction, SLL2's ifindex tells duplicates apart.

import { PacketDirection } from './capture-record.ts';
import { stopTruncated, stopUnsupported } from './decode-stop.ts';
import { nameOfEtherType } from './ether-type.ts';
import type { PacketView } from './packet-view.ts';

const SLL_BYTES = 16;
const SLL2_BYTES = 20;
/** LINUX_SLL_OUTGOING. */
const OUTGOING = 4;
/** Two tags are QinQ; more than four is no real network. */
const MAX_TAGS = 4;
/** Unicast to us. */
const HOST = 0;

export function decodeSll(view: PacketView, start: number, end: number, originalBytes: number): void {
  const b = view.bytes;
  if (end - start < SLL_BYTES) {
    stopTruncated(view, 'SLL');
    return;
  }
  setDirection(view, (b[start] << 8) | b[start + 1]);
  enter(view, start + SLL_BYTES, (b[start + 14] << 8) | b[start + 15], end, originalBytes - SLL_BYTES);
}

export function decodeSll2(view: PacketView, start: number, end: number, originalBytes: number): void {
  const b = view.bytes;
  if (end - start < SLL2_BYTES) {
    stopTruncated(view, 'SLL2');
    return;
  }
  setDirection(view, b[start + 10]);
  // Interface ids of the file stay below 2^16; ifindex is put above them.
  const ifindex = (b[start + 4] << 24) | (b[start + 5] << 16) | (b[start + 6] << 8) | b[start + 7];
  view.interfaceId = 0x10000 + (ifindex & 0xffffff);
  enter(view, start + SLL2_BYTES, (b[start] << 8) | b[start + 1], end, originalBytes - SLL2_BYTES);
}

function setDirection(view: PacketView, packetType: number): void {
  if (packetType === OUTGOING) view.direction = PacketDirection.outbound;
  else if (packetType === HOST) view.direction = PacketDirection.inbound;
}

function enter(view: PacketView, start: number, protocol: number, end: number, wireBytes: number): void {
  const b = view.bytes;
  let at = start;
  let type = protocol;
  for (let tags = 0; (type === 0x8100 || type === 0x88a8) && end - at >= 4 && tags < MAX_TAGS; tags++) {
    type = (b[at + 2] << 8) | b[at + 3];
    at += 4;
  }
  view.networkStart = at;
  view.wireBytes = wireBytes - (at - start);
  view.etherType = type;
  if (type !== 0x0800 && type !== 0x86dd) stopUnsupported(view, nameOfEtherType(type));
}
