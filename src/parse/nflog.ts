// LINKTYPE_NFLOG (239): a netfilter log message, attributes around an IP packet. Their lengths are in the capturing host's byte order, their values
// in network order. The UID exists where the kernel knows the socket: on outgoing packets of live sockets.

import { networkWord, u16 } from '../base/byte-order.ts';
import { PacketDirection } from './capture-record.ts';
import { stopMalformed, stopTruncated, stopUnsupported } from './decode-stop.ts';
import { nameOfEtherType } from './ether-type.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_BYTES = 4;
const ATTRIBUTE_BYTES = 4;
const Attribute = { header: 1, indev: 4, outdev: 5, payload: 9, uid: 11 } as const;
/** The kernel writes at most one of each of its twenty kinds. */
const MAX_ATTRIBUTES = 64;

export function decodeNflog(
  view: PacketView,
  start: number,
  end: number,
  _originalBytes: number,
  fileIsLittle: boolean,
): void {
  const b = view.bytes;
  if (end - start < HEADER_BYTES) {
    stopTruncated(view, 'NFLOG');
    return;
  }
  let hasPayload = false;
  let hasIndev = false;
  let hasOutdev = false;
  let hasUid = false;
  let hardwareProtocol = 0;
  let at = start + HEADER_BYTES;
  const little = end - at < ATTRIBUTE_BYTES ? fileIsLittle : isLittle(b, at, fileIsLittle);
  for (let n = 0; n < MAX_ATTRIBUTES && at + ATTRIBUTE_BYTES <= end; n++) {
    const length = u16(b, at, little);
    const type = u16(b, at + 2, little) & 0x7fff;
    if (length < ATTRIBUTE_BYTES) break;
    const value = at + ATTRIBUTE_BYTES;
    if (type === Attribute.payload) {
      hasPayload = true;
      view.networkStart = value;
      view.capturedEnd = Math.min(end, at + length);
      view.wireBytes = length - ATTRIBUTE_BYTES;
    } else if (type === Attribute.uid && length >= ATTRIBUTE_BYTES + 4 && value + 4 <= end) {
      hasUid = true;
      view.uid = networkWord(b, value);
    } else if (type === Attribute.header && length >= ATTRIBUTE_BYTES + 2 && value + 2 <= end) {
      hardwareProtocol = u16(b, value, false);
    } else if (type === Attribute.indev) hasIndev = true;
    else if (type === Attribute.outdev) hasOutdev = true;
    at += (length + 3) & ~3;
  }
  if (!hasPayload) {
    // A bad length broke the chain, or the snap length cut it.
    if (at + ATTRIBUTE_BYTES <= end) stopMalformed(view, 'NFLOG attribute');
    else stopTruncated(view, 'NFLOG payload');
    return;
  }
  // What has both devices is forwarded: neither in nor out.
  if (hasUid || (hasOutdev && !hasIndev)) view.direction = PacketDirection.outbound;
  else if (hasIndev && !hasOutdev) view.direction = PacketDirection.inbound;
  setEtherType(view, b[start], hardwareProtocol);
}

/** Rules of IP tables log their own version (AF_INET, AF_INET6), those of bridges (7) and of all families (0) say what it is in the packet header. */
function setEtherType(view: PacketView, family: number, hardwareProtocol: number): void {
  const type = family === 2 ? 0x0800 : family === 10 ? 0x86dd : hardwareProtocol;
  view.etherType = type;
  if (type === 0x0800 || type === 0x86dd) return;
  stopUnsupported(view, type === 0 ? `NFLOG family ${family}` : nameOfEtherType(type));
}

/**
 * Types are small, so only one of their two bytes is set (but for the flags in the top bits): that tells the order of the capturing host even
 * where a tool has rewritten the file in another one.
 */
function isLittle(b: Uint8Array, at: number, fileIsLittle: boolean): boolean {
  const first = b[at + 2] & 0x3f;
  const second = b[at + 3] & 0x3f;
  return (first === 0) === (second === 0) ? fileIsLittle : first !== 0;
}
