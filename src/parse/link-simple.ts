// Link layers of a few bytes: raw IP (101, 12, 14, 228, 229), BSD loopback (0, 108), PPP (9, 50; RFC 1661, RFC 1662), Cisco HDLC (104).

import { stopTruncated, stopUnsupported } from './decode-stop.ts';
import { nameOfEtherType } from './ether-type.ts';
import type { PacketView } from './packet-view.ts';

export function decodeRaw(view: PacketView, start: number, end: number): void {
  if (end - start < 1) {
    stopTruncated(view, 'raw IP');
    return;
  }
  const version = view.bytes[start] >> 4;
  if (version === 4) view.etherType = 0x0800;
  else if (version === 6) view.etherType = 0x86dd;
  else stopUnsupported(view, `raw IP version ${version}`);
}

export function decodeRaw4(view: PacketView): void {
  view.etherType = 0x0800;
}

export function decodeRaw6(view: PacketView): void {
  view.etherType = 0x86dd;
}

const FAMILY_BYTES = 4;

/** The 4-byte address family is in the byte order of the capturing host (NULL) or the network (LOOP): accept it either way. */
export function decodeLoopback(view: PacketView, start: number, end: number, originalBytes: number): void {
  const b = view.bytes;
  if (end - start < FAMILY_BYTES) {
    stopTruncated(view, 'loopback');
    return;
  }
  const family = b[start] === 0 && b[start + 1] === 0 ? b[start + 3] : b[start];
  view.networkStart = start + FAMILY_BYTES;
  view.wireBytes = originalBytes - FAMILY_BYTES;
  if (family === 2) view.etherType = 0x0800;
  // AF_INET6: 10 Linux, 24 NetBSD/OpenBSD, 28 FreeBSD, 30 macOS, 23 Windows.
  else if (family === 10 || family === 24 || family === 28 || family === 30 || family === 23) view.etherType = 0x86dd;
  else stopUnsupported(view, `loopback family ${family}`);
}

const HDLC_BYTES = 4;

/** PPP, or Cisco HDLC when the address byte is 0x0f or 0x8f (an EtherType follows): captures of either link type hold both. */
export function decodePpp(view: PacketView, start: number, end: number, originalBytes: number): void {
  const b = view.bytes;
  if (end - start < HDLC_BYTES || (b[start] !== 0x0f && b[start] !== 0x8f)) {
    decodePppFrame(view, start, end, originalBytes);
    return;
  }
  const type = (b[start + 2] << 8) | b[start + 3];
  view.etherType = type;
  view.networkStart = start + HDLC_BYTES;
  view.wireBytes = originalBytes - HDLC_BYTES;
  if (type !== 0x0800 && type !== 0x86dd) stopUnsupported(view, `Cisco HDLC ${nameOfEtherType(type)}`);
}

function decodePppFrame(view: PacketView, start: number, end: number, originalBytes: number): void {
  const b = view.bytes;
  // Address and control bytes ff 03 may be compressed away (RFC 1661 §6.6).
  let at = end - start >= 2 && b[start] === 0xff && b[start + 1] === 0x03 ? start + 2 : start;
  // So may the first byte of the protocol field: the last one is odd (RFC 1661 §6.5).
  const protocolBytes = at < end && (b[at] & 1) === 1 ? 1 : 2;
  if (end - at < protocolBytes) {
    stopTruncated(view, 'PPP');
    return;
  }
  const protocol = protocolBytes === 1 ? b[at] : (b[at] << 8) | b[at + 1];
  at += protocolBytes;
  view.networkStart = at;
  view.wireBytes = originalBytes - (at - start);
  if (protocol === 0x21) view.etherType = 0x0800;
  else if (protocol === 0x57) view.etherType = 0x86dd;
  // RFC 3032 §4.
  else if (protocol === 0x0281 || protocol === 0x0283) stopUnsupported(view, 'MPLS');
  else stopUnsupported(view, `PPP protocol 0x${protocol.toString(16).padStart(4, '0')}`);
}
