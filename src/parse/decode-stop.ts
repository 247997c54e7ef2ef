// Ways to stop decoding a packet: each keeps what parsed and names the layer, so that the reason can be counted.

import { DecodeStop, type PacketView } from './packet-view.ts';

/** The captured bytes end inside the layer (short snap length, damaged file). */
export function stopTruncated(view: PacketView, layer: string): void {
  view.stop = DecodeStop.truncated;
  view.stopReason = layer;
}

/** The bytes contradict the layer's format. */
export function stopMalformed(view: PacketView, layer: string): void {
  view.stop = DecodeStop.malformed;
  view.stopReason = layer;
}

/** The layer is sound but not one that is decoded. */
export function stopUnsupported(view: PacketView, layer: string): void {
  view.stop = DecodeStop.unsupported;
  view.stopReason = layer;
}
