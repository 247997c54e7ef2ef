// Ethernet II and IEEE 802.3 with VLAN and QinQ tags (IEEE 802.1Q, 802.1ad), and PCAPdroid's trailer, which rides in Ethernet frames.

import { stopTruncated, stopUnsupported } from './decode-stop.ts';
import { isVlanTag, MAX_VLAN_TAGS, nameOfEtherType, VLAN_TAG_BYTES } from './ether-type.ts';
import type { PacketView } from './packet-view.ts';
import { readPcapdroidTrailer, TRAILER_BYTES } from './pcapdroid-trailer.ts';

const HEADER_BYTES = 14;
/** Smaller values of the type field are lengths: an IEEE 802.3 frame. */
const LEAST_ETHER_TYPE = 0x0600;
const SNAP_BYTES = 8;

export function decodeEthernet(view: PacketView, start: number, end: number, originalBytes: number): void {
  const b = view.bytes;
  if (end - start < HEADER_BYTES) {
    stopTruncated(view, 'Ethernet');
    return;
  }
  let at = start + HEADER_BYTES;
  let type = (b[at - 2] << 8) | b[at - 1];
  for (let tags = 0; tags < MAX_VLAN_TAGS && isVlanTag(type); tags++) {
    if (end - at < VLAN_TAG_BYTES) {
      stopTruncated(view, 'VLAN tag');
      return;
    }
    type = (b[at + 2] << 8) | b[at + 3];
    at += VLAN_TAG_BYTES;
  }
  const capturedEnd = readPcapdroidTrailer(view, start, at, end) ? end - TRAILER_BYTES : end;
  view.networkStart = at;
  view.capturedEnd = capturedEnd;
  view.wireBytes = originalBytes - (at - start) - (end - capturedEnd);
  view.etherType = type;
  if (type === 0x0800 || type === 0x86dd) return;
  if (type < LEAST_ETHER_TYPE) decodeLlc(view, at, end);
  else stopUnsupported(view, nameOfEtherType(type));
}

/** An LLC header follows, with SNAP when it is aa-aa-03 (RFC 1042). */
function decodeLlc(view: PacketView, at: number, end: number): void {
  const b = view.bytes;
  if (end - at < SNAP_BYTES || b[at] !== 0xaa || b[at + 1] !== 0xaa || b[at + 2] !== 3) {
    stopUnsupported(view, 'LLC');
    return;
  }
  const type = (b[at + 6] << 8) | b[at + 7];
  view.etherType = type;
  view.networkStart = at + SNAP_BYTES;
  view.wireBytes -= SNAP_BYTES;
  if (type !== 0x0800 && type !== 0x86dd) stopUnsupported(view, nameOfEtherType(type));
}
