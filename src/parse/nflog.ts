// LINKTYPE_NFLOG (239): TLVs with lengths in the capturing host's byte order around an IP packet. UID (TLV 11) exists on outgoing packets of live sockets only.

import { PacketDirection } from './capture-record.ts';
import { stopMalformed, stopTruncated, stopUnsupported } from './decode-stop.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_BYTES = 4;
const Tlv = { payload: 9, uid: 11, indev: 4, outdev: 5 } as const;
const MAX_TLVS = 64;

export function decodeNflog(
  view: PacketView,
  start: number,
  end: number,
  originalBytes: number,
  little: boolean,
): void {
  const b = view.bytes;
  if (end - start < HEADER_BYTES) {
    stopTruncated(view, 'NFLOG');
    return;
  }
  const family = b[start];
  view.networkStart = end;
  let found = false;
  let at = start + HEADER_BYTES;
  for (let n = 0; n < MAX_TLVS && at + 4 <= end; n++) {
    const length = u16(b, at, little);
    const type = u16(b, at + 2, little) & 0x7fff;
    if (length < 4) {
      stopMalformed(view, 'NFLOG TLV');
      return;
    }
    const value = at + 4;
    if (type === Tlv.payload) {
      found = true;
      view.networkStart = value;
      view.capturedEnd = Math.min(end, at + length);
      view.wireBytes = originalBytes - (value - start);
    } else if (type === Tlv.uid && length >= 8 && value + 4 <= end) {
      view.uid = (b[value] << 24) | (b[value + 1] << 16) | (b[value + 2] << 8) | b[value + 3];
      // The kernel knows the socket's owner on output only.
      view.direction = PacketDirection.outbound;
    } else if (type === Tlv.outdev && view.direction === PacketDirection.unknown) {
      view.direction = PacketDirection.outbound;
    } else if (type === Tlv.indev) {
      view.direction = PacketDirection.inbound;
    }
    at += (length + 3) & ~3;
  }
  if (!found) {
    stopTruncated(view, 'NFLOG payload');
    return;
  }
  if (family === 2) view.etherType = 0x0800;
  else if (family === 10) view.etherType = 0x86dd;
  else stopUnsupported(view, `NFLOG family ${family}`);
}

function u16(b: Uint8Array, at: number, little: boolean): number {
  return little ? b[at] | (b[at + 1] << 8) : (b[at] << 8) | b[at + 1];
}
