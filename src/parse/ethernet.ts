// Ethernet II and IEEE 802.3 with VLAN and QinQ tags (IEEE 802.1Q, 802.1ad), and PCAPdroid's trailer, which rides in Ethernet frames.

import { stopTruncated, stopUnsupported } from './decode-stop.ts';
import { nameOfEtherType } from './ether-type.ts';
import type { PacketView } from './packet-view.ts';
import { readPcapdroidTrailer, TRAILER_BYTES } from './pcapdroid-trailer.ts';

const HEADER_BYTES = 14;
/** Two tags are QinQ; more than four is no real network. */
const MAX_TAGS = 4;

export function decodeEthernet(view: PacketView, start: number, end: number, originalBytes: number): void {
  const b = view.bytes;
  if (end - start < HEADER_BYTES) {
    stopTruncated(view, 'Ethernet');
    return;
  }
  let at = start + 12;
  let type = (b[at] << 8) | b[at + 1];
  at += 2;
  for (let tags = 0; (type === 0x8100 || type === 0x88a8 || type === 0x9100) && tags < MAX_TAGS; tags++) {
    if (end - at < 4) {
      stopTruncated(view, 'VLAN tag');
      return;
    }
    type = (b[at + 2] << 8) | b[at + 3];
    at += 4;
  }
  let capturedEnd = end;
  if (end - at >= TRAILER_BYTES) {
    const uid = readPcapdroidTrailer(view, end);
    if (uid) capturedEnd = end - TRAILER_BYTES;
  }
  view.networkStart = at;
  view.capturedEnd = capturedEnd;
  view.wireBytes = originalBytes - (at - start) - (end - capturedEnd);
  view.etherType = type;
  if (type === 0x0800 || type === 0x86dd) return;
  if (type < 0x0600) {
    decodeLlc(view, at, end);
    return;
  }
  stopUnsupported(view, nameOfEtherType(type));
}

/** IEEE 802.3 length field: an LLC header follows, with SNAP when it is aa-aa-03 (RFC 1042). */
function decodeLlc(view: PacketView, at: number, end: number): void {
  const b = view.bytes;
  if (end - at >= 8 && b[at] === 0xaa && b[at + 1] === 0xaa && b[at + 2] === 3) {
    const type = (b[at + 6] << 8) | b[at + 7];
    view.etherType = type;
    view.networkStart = at + 8;
    view.wireBytes -= 8;
    if (type !== 0x0800 && type !== 0x86dd) stopUnsupported(view, nameOfEtherType(type));
    return;
  }
  stopUnsupported(view, 'LLC');
}
