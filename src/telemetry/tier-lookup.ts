// The socket rows that a tier of the join finds for a flow: same tuple in the tier's sense, alive in time or nearly so.

import type { LogTier } from './attribution-tiers.ts';
import type { FlowTuple } from './flow-tuple.ts';
import { RowKind, TransportCode } from './socket-columns.ts';
import { ANY_ADDRESS, type SocketIndex } from './socket-index.ts';

/** Replaces the contents of `out` by the rows of the tier. */
export function lookUpTier(tier: LogTier, flow: FlowTuple, index: SocketIndex, out: number[]): void {
  out.length = 0;
  for (const device of flow.devices) LOOKUPS[tier](flow, device, index, out);
}

type Lookup = (flow: FlowTuple, device: number, index: SocketIndex, out: number[]) => void;

const LOOKUPS: Record<LogTier, Lookup> = {
  A: (flow, device, index, out) => {
    if (flow.localIp !== 0 && hasRemote(flow))
      collectKey(flow, device, flow.remoteIp, flow.localPort, flow.localIp, index, out);
  },
  B: (flow, device, index, out) => {
    if (hasRemote(flow)) collectKey(flow, device, flow.remoteIp, flow.localPort, 0, index, out);
  },
  // Rows with the flow's own address or a wildcard would have been found before; here nothing but another address is left.
  C: (flow, device, index, out) => {
    if (!hasRemote(flow) || flow.localPort === 0) return;
    collectKey(flow, device, flow.remoteIp, flow.localPort, ANY_ADDRESS, index, out);
    collectKey(flow, device, flow.remoteNat64, flow.localPort, ANY_ADDRESS, index, out);
  },
  D: (flow, device, index, out) => {
    if (flow.localPort === 0 || (flow.transport !== TransportCode.udp && !flow.inbound)) return;
    if (index.rangeOf(device, flow.transport, 0, 0, flow.localPort, flow.localIp))
      index.collect(flow.startUs, flow.endUs, out);
    if (flow.localIp !== 0 && index.rangeOf(device, flow.transport, 0, 0, flow.localPort, 0))
      index.collect(flow.startUs, flow.endUs, out);
  },
  E: (flow, device, index, out) => {
    if (flow.localPort !== 0 && flow.remotePort !== 0)
      collectKey(flow, device, 0, flow.localPort, ANY_ADDRESS, index, out);
  },
  F: (flow, device, index, out) => {
    // Without its SYN, when the flow was opened is not known.
    if (!index.hasRemoteOnly || !hasRemote(flow) || (flow.transport === TransportCode.tcp && !flow.synSeen)) return;
    for (const transport of [flow.transport, TransportCode.any]) {
      if (!index.rangeOf(device, transport, flow.remoteIp, flow.remotePort, 0, ANY_ADDRESS)) continue;
      const before = out.length;
      index.collect(flow.startUs, flow.startUs, out);
      keepConnects(index, out, before);
    }
  },
};

function collectKey(
  flow: FlowTuple,
  device: number,
  remoteIp: number,
  localPort: number,
  localIp: number,
  index: SocketIndex,
  out: number[],
): void {
  if (index.rangeOf(device, flow.transport, remoteIp, flow.remotePort, localPort, localIp))
    index.collect(flow.startUs, flow.endUs, out);
}

function hasRemote(flow: FlowTuple): boolean {
  return flow.remoteIp !== 0;
}

function keepConnects(index: SocketIndex, out: number[], from: number): void {
  let kept = from;
  for (let i = from; i < out.length; i++) if (index.columns.kind[out[i]] === RowKind.connect) out[kept++] = out[i];
  out.length = kept;
}
