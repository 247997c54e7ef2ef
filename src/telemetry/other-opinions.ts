// Opinions about a flow's owner that do not come from socket tuples: UIDs in its packets, who asked for the address, what the operator says;
// and the tunnel of a VPN app, which belongs to nobody that can be named.

import type { AttributableFlow, AttributionOutcome } from './attribution.ts';
import type { Opinion } from './attribution-builder.ts';
import { Modifier, TIERS } from './attribution-tiers.ts';
import type { ClockAlignment } from './clock-model.ts';
import { asksForNames } from './name-traffic.ts';
import type { SocketLog } from './socket-log.ts';
import type { VpnNetwork } from './telemetry-event.ts';

/** Tier P: the UID most packets carry. −1 is "unknown" to whoever wrote it. */
export function fromPackets(flow: AttributableFlow): Opinion | undefined {
  const known = flow.packetUids
    .filter(({ uid, packets }) => uid >= 0 && packets > 0)
    .sort((a, b) => b.packets - a.packets || a.uid - b.uid);
  if (known.length === 0) return undefined;
  const [best, ...others] = known;
  const total = known.reduce((sum, { packets }) => sum + packets, 0);
  const base = TIERS.P.confidence;
  return {
    uid: best.uid,
    tier: 'P',
    confidence: others.length === 0 ? base : Math.min(base, best.packets / total),
    sources: [`frame ${best.frame}`],
    flags: others.length === 0 ? [] : ['MIXED_UID'],
    alternatives: others.map(({ uid, packets }) => ({ uid, confidence: packets / total })),
    hints: {},
  };
}

/** Tier G: whoever asked for the address. Names are asked for by the side that opens the flow. */
export function asker(
  flow: AttributableFlow,
  log: SocketLog,
  clocks: readonly ClockAlignment[] | undefined,
): Opinion | undefined {
  if (log.resolutions.count === 0 || flow.local === 'resp') return undefined;
  const found = log.resolutions.soleAsker(flow.resp.ip, flow.startUs, flow.device, clocks);
  if (found === undefined) return undefined;
  return {
    uid: found.uid,
    tier: 'G',
    confidence: TIERS.G.confidence,
    sources: [`${log.files[found.file].name}:${found.line}`],
    flags: [],
    alternatives: [],
    hints: { packages: found.packages?.split('|') },
  };
}

/** The VPN app's own traffic outside its tunnel. */
export function isTunnel(flow: AttributableFlow, uid: number, vpns: readonly VpnNetwork[] | undefined): boolean {
  const own = flow.local === 'resp' ? flow.resp.ip : flow.orig.ip;
  return vpns?.some(({ ownerUid, addresses }) => ownerUid === uid && !addresses.includes(own)) === true;
}

/** Tier H. */
export function assumed(flow: AttributableFlow, uid: number | undefined): Opinion | undefined {
  if (uid === undefined) return undefined;
  return {
    uid,
    tier: 'H',
    confidence: TIERS.H.confidence * (asksForNames(flow) ? Modifier.assertedDns : 1),
    sources: [],
    flags: ['ASSERTED'],
    alternatives: [],
    hints: {},
  };
}

export function tunnel(uid: number): AttributionOutcome {
  return {
    missing: `The flow is the tunnel of the VPN app with UID ${uid}: whose traffic it carries cannot be seen here.`,
    cause: 'it is the tunnel of a VPN app',
  };
}
