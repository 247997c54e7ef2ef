// IPv4 (RFC 791) and IPv6 with its extension chain (RFC 8200 §4): addresses, length, protocol, and where the transport starts.
// Invariant: the IP length, not the frame's, says how many bytes count; 0 means segmentation offload and falls back to the frame.

import { networkWord } from '../base/byte-order.ts';
import { stopMalformed, stopTruncated, stopUnsupported } from './decode-stop.ts';
import { DecodeStop, IpProtocol, type PacketView } from './packet-view.ts';

/** What a fragment header said; valid when the view stopped with DecodeStop.fragment. */
export interface FragmentHeader {
  id: number;
  /** Byte offset of this piece in the transport datagram. */
  offset: number;
  more: boolean;
  /** Where the piece's bytes start, and how many there are on the wire. */
  start: number;
  bytes: number;
}

const IPV4_HEADER_BYTES = 20;
const IPV6_HEADER_BYTES = 40;
/** IPv6 extension: no next header (RFC 8200 §4.7). */
const NO_NEXT_HEADER = 59;
const FRAGMENT_HEADER = 44;
/** RFC 8200 lists six extension headers, each at most once or twice. */
const MAX_EXTENSIONS = 8;

/** Sets addresses, protocol, ipBytes; payloadStart … payloadBytes hold the transport datagram. */
export function decodeIp(view: PacketView, fragment: FragmentHeader): void {
  if (view.etherType === 0x0800) decodeIpv4(view, view.networkStart, fragment);
  else decodeIpv6(view, view.networkStart, fragment);
}

export function decodeIpv4(view: PacketView, at: number, fragment: FragmentHeader): void {
  const b = view.bytes;
  const captured = view.capturedEnd - at;
  if (captured < IPV4_HEADER_BYTES) {
    stopTruncated(view, 'IPv4 header');
    return;
  }
  const first = b[at];
  const headerBytes = (first & 15) * 4;
  if (first >> 4 !== 4 || headerBytes < IPV4_HEADER_BYTES) {
    stopMalformed(view, 'IPv4 header');
    return;
  }
  const total = (b[at + 2] << 8) | b[at + 3];
  const ipBytes = total === 0 ? Math.max(headerBytes, view.wireBytes) : total;
  if (ipBytes < headerBytes) {
    stopMalformed(view, 'IPv4 length');
    return;
  }
  view.ipVersion = 4;
  view.ipBytes = ipBytes;
  view.ipId = (b[at + 4] << 8) | b[at + 5];
  view.protocol = b[at + 9];
  view.s0 = 0;
  view.s1 = 0;
  view.s2 = 0xffff;
  view.s3 = networkWord(b, at + 12);
  view.d0 = 0;
  view.d1 = 0;
  view.d2 = 0xffff;
  view.d3 = networkWord(b, at + 16);
  if (headerBytes > captured) {
    stopTruncated(view, 'IPv4 options');
    return;
  }
  setPayload(view, at + headerBytes, ipBytes - headerBytes);
  const flags = (b[at + 6] << 8) | b[at + 7];
  if ((flags & 0x3fff) !== 0) {
    setFragment(view, fragment, view.ipId, (flags & 0x1fff) * 8, (flags & 0x2000) !== 0);
  } else if (view.protocol === IpProtocol.ah) walkExtensions(view, fragment);
}

export function decodeIpv6(view: PacketView, at: number, fragment: FragmentHeader): void {
  const b = view.bytes;
  if (view.capturedEnd - at < IPV6_HEADER_BYTES) {
    stopTruncated(view, 'IPv6 header');
    return;
  }
  if (b[at] >> 4 !== 6) {
    stopMalformed(view, 'IPv6 header');
    return;
  }
  const length = (b[at + 4] << 8) | b[at + 5];
  view.ipVersion = 6;
  view.ipId = 0;
  view.protocol = b[at + 6];
  // Without a length it is a jumbogram or segmentation offload, unless there is nothing to come.
  view.ipBytes = IPV6_HEADER_BYTES + length;
  if (length === 0 && view.protocol !== NO_NEXT_HEADER) view.ipBytes = Math.max(IPV6_HEADER_BYTES, view.wireBytes);
  view.s0 = networkWord(b, at + 8);
  view.s1 = networkWord(b, at + 12);
  view.s2 = networkWord(b, at + 16);
  view.s3 = networkWord(b, at + 20);
  view.d0 = networkWord(b, at + 24);
  view.d1 = networkWord(b, at + 28);
  view.d2 = networkWord(b, at + 32);
  view.d3 = networkWord(b, at + 36);
  setPayload(view, at + IPV6_HEADER_BYTES, view.ipBytes - IPV6_HEADER_BYTES);
  walkExtensions(view, fragment);
}

/** Goes on from payloadStart to the transport protocol; also after reassembly, since only the first fragment holds the rest of the chain. */
export function walkExtensions(view: PacketView, fragment: FragmentHeader): void {
  const b = view.bytes;
  for (let n = 0; n < MAX_EXTENSIONS && isExtension(view.protocol); n++) {
    const at = view.payloadStart;
    if (view.payloadCaptured < 8) {
      if (view.payloadBytes < 8) stopMalformed(view, 'IPv6 extension');
      else stopTruncated(view, 'IPv6 extension');
      return;
    }
    const next = b[at];
    const kind = view.protocol;
    view.protocol = next;
    if (kind === FRAGMENT_HEADER) {
      const field = (b[at + 2] << 8) | b[at + 3];
      setPayload(view, at + 8, view.payloadBytes - 8);
      // An atomic fragment (RFC 6946) is a whole datagram.
      if ((field & 0xfff9) !== 0) {
        setFragment(view, fragment, networkWord(b, at + 4), field & 0xfff8, (field & 1) !== 0);
        return;
      }
      continue;
    }
    // AH counts in 4-byte units minus two (RFC 4302 §2.2), the others in 8-byte units minus one.
    const bytes = kind === IpProtocol.ah ? (b[at + 1] + 2) * 4 : (b[at + 1] + 1) * 8;
    if (bytes > view.payloadBytes) {
      stopMalformed(view, 'IPv6 extension');
      return;
    }
    setPayload(view, at + bytes, view.payloadBytes - bytes);
  }
  if (isExtension(view.protocol)) stopUnsupported(view, 'IPv6 extension chain');
}

/** Hop-by-hop, routing, fragment, AH, destination options, mobility, HIP, Shim6. */
function isExtension(protocol: number): boolean {
  return (
    protocol === 0 ||
    protocol === 43 ||
    protocol === FRAGMENT_HEADER ||
    protocol === IpProtocol.ah ||
    protocol === 60 ||
    protocol === 135 ||
    protocol === 139 ||
    protocol === 140
  );
}

function setPayload(view: PacketView, start: number, bytes: number): void {
  view.payloadStart = start;
  view.payloadBytes = bytes;
  view.payloadCaptured = Math.max(0, Math.min(bytes, view.capturedEnd - start));
}

function setFragment(view: PacketView, fragment: FragmentHeader, id: number, offset: number, more: boolean): void {
  fragment.id = id;
  fragment.offset = offset;
  fragment.more = more;
  fragment.start = view.payloadStart;
  fragment.bytes = view.payloadBytes;
  view.stop = DecodeStop.fragment;
  view.stopReason = 'fragment';
}
