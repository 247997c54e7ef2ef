// Link layers: each finds the network layer in a frame. One function and one line in LINK_LAYERS per link type (tcpdump.org/linktypes.html).
// Invariant: a frame too short for its link header is reported as truncated; nothing here reads past the captured bytes.

import { stopUnsupported } from './decode-stop.ts';
import { decodeEthernet } from './ethernet.ts';
import type { LinkDecoder } from './link-decoder.ts';
import { decodeLoopback, decodePpp, decodeRaw, decodeRaw4, decodeRaw6 } from './link-simple.ts';
import { decodeSll, decodeSll2 } from './linux-cooked.ts';
import { decodeNflog } from './nflog.ts';
import { DecodeStop, type PacketView } from './packet-view.ts';
import { decodePktap } from './pktap.ts';

export interface LinkLayer {
  readonly name: string;
  readonly decode: LinkDecoder;
}

export const LINK_LAYERS: ReadonlyMap<number, LinkLayer> = new Map([
  [0, { name: 'NULL', decode: decodeLoopback }],
  [1, { name: 'EN10MB', decode: decodeEthernet }],
  [9, { name: 'PPP', decode: decodePpp }],
  [12, { name: 'RAW', decode: decodeRaw }],
  [14, { name: 'RAW', decode: decodeRaw }],
  [50, { name: 'PPP_SERIAL', decode: decodePpp }],
  [101, { name: 'RAW', decode: decodeRaw }],
  [104, { name: 'C_HDLC', decode: decodePpp }],
  [108, { name: 'LOOP', decode: decodeLoopback }],
  [113, { name: 'LINUX_SLL', decode: decodeSll }],
  // DLT_PKTAP of macOS itself. The number is for private use: what has no such header is malformed.
  [149, { name: 'PKTAP', decode: decodePktap }],
  [228, { name: 'IPV4', decode: decodeRaw4 }],
  [229, { name: 'IPV6', decode: decodeRaw6 }],
  [239, { name: 'NFLOG', decode: decodeNflog }],
  [258, { name: 'PKTAP', decode: decodePktap }],
  [276, { name: 'LINUX_SLL2', decode: decodeSll2 }],
]);

export function linkTypeName(linkType: number): string {
  return LINK_LAYERS.get(linkType)?.name ?? `link type ${linkType}`;
}

/** Decodes the link layer of a frame; unknown link types are `unsupported`. */
export function decodeLink(
  view: PacketView,
  linkType: number,
  start: number,
  captured: number,
  original: number,
  little: boolean,
): void {
  view.stop = DecodeStop.ok;
  view.stopReason = '';
  view.wireBytes = original;
  view.networkStart = start;
  view.capturedEnd = start + captured;
  if (linkType === 1) {
    decodeEthernet(view, start, start + captured, original);
    return;
  }
  const layer = LINK_LAYERS.get(linkType);
  if (layer === undefined) {
    stopUnsupported(view, linkTypeName(linkType));
    return;
  }
  layer.decode(view, start, start + captured, original, little);
}
