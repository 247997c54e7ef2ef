// Link layers of a few bytes: raw IP (101, 12, 14, 228, 229), BSD loopback (0, 108), PPP (9, 50; RFC 1661, RFC 1662).

import { stopTruncated, stopUnsupported } from './decode-stop.ts';
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

/** The 4-byte address family is in the byte order of the capturing host (NULL) or the network (LOOP): accept it either way. */
export function decodeLoopback(view: PacketView, start: number, end: number, originalBytes: number): void {
  const b = view.bytes;
  if (end - start < 4) {
    stopTruncated(view, 'loopback');
    return;
  }
  const family = b[start] === 0 && b[start + 1] === 0 ? b[start + 3] : b[start];
  view.networkStart = start + 4;
  view.wireBytes = originalBytes - 4;
  if (family === 2) view.etherType = 0x0800;
  // AF_INET6: 10 Linux, 24 NetBSD/OpenBSD, 28 FreeBSD, 30 macOS, 23 Windows.
  else if (family === 10 || family === 24 || family === 28 || family === 30 || family === 23) view.etherType = 0x86dd;
  else stopUnsupported(view, `loopback family ${family}`);
}

export function decodePpp(view: PacketView, start: number, end: number, originalBytes: number): void {
  const b = view.bytes;
  // Address and control bytes ff 03 may be compressed away (RFC 1661 §6.6).
  let at = b[start] === 0xff && b[start + 1] === 0x03 ? start + 2 : start;
  if (end - at < 2) {
    stopTruncated(view, 'PPP');
    return;
  }
  let protocol = b[at];
  // An odd first byte is a compressed one-byte protocol field (RFC 1661 §6.5).
  if ((protocol & 1) === 1) at += 1;
  else {
    protocol = (protocol << 8) | b[at + 1];
    at += 2;
  }
  view.networkStart = at;
  view.wireBytes = originalBytes - (at - start);
  if (protocol === 0x21) view.etherType = 0x0800;
  else if (protocol === 0x57) view.etherType = 0x86dd;
  else stopUnsupported(view, `PPP protocol 0x${protocol.toString(16).padStart(4, '0')}`);
}

/** PPP in HDLC-like framing, or Cisco HDLC when the address byte is 0x0f or 0x8f (an EtherType follows). */
export function decodePppHdlc(view: PacketView, start: number, end: number, originalBytes: number): void {
  const b = view.bytes;
  if (end - start >= 4 && (b[start] === 0x0f || b[start] === 0x8f)) {
    const type = (b[start + 2] << 8) | b[start + 3];
    view.etherType = type;
    view.networkStart = start + 4;
    view.wireBytes = originalBytes - 4;
    if (type !== 0x0800 && type !== 0x86dd) stopUnsupported(view, `Cisco HDLC type 0x${type.toString(16)}`);
    return;
  }
  decodePpp(view, start, end, originalBytes);
}
