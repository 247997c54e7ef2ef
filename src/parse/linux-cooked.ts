// Linux cooked captures: SLL (113) and SLL2 (276). The packet type gives the direction, SLL2's ifindex tells duplicates apart.

import { networkWord } from '../base/byte-order.ts';
import { PacketDirection } from './capture-record.ts';
import { stopTruncated, stopUnsupported } from './decode-stop.ts';
import { isVlanTag, MAX_VLAN_TAGS, nameOfEtherType, VLAN_TAG_BYTES } from './ether-type.ts';
import type { PacketView } from './packet-view.ts';

const SLL_BYTES = 16;
const SLL2_BYTES = 20;
/** Packet types: unicast to us, and sent by us. */
const HOST = 0;
const OUTGOING = 4;
/** Smaller protocol numbers are Linux' own: 1 Novell 802.3, 4 LLC, 12 CAN. */
const LEAST_ETHER_TYPE = 0x0600;

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
  // Interface numbers of a file stay below 2^16: an ifindex is put above them.
  view.interfaceId = 0x10000 + (networkWord(b, start + 4) & 0xffffff);
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
  for (let tags = 0; tags < MAX_VLAN_TAGS && isVlanTag(type); tags++) {
    if (end - at < VLAN_TAG_BYTES) {
      stopTruncated(view, 'VLAN tag');
      return;
    }
    type = (b[at + 2] << 8) | b[at + 3];
    at += VLAN_TAG_BYTES;
  }
  view.networkStart = at;
  view.wireBytes = wireBytes - (at - start);
  view.etherType = type;
  if (type === 0x0800 || type === 0x86dd) return;
  stopUnsupported(view, type < LEAST_ETHER_TYPE ? `Linux protocol ${type}` : nameOfEtherType(type));
}
