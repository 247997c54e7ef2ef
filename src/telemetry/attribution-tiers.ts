// The tiers of the join, strongest first, and what raises or lowers a confidence. The numbers are shares that were right in labs whose owners the
// kernel named (eval/attribution-tiers.mjs), rounded down by up to a tenth: where devices are more crowded than the labs, fewer are right.

import type { AttributionLevel } from '../flows/flow-record.ts';

export interface AttributionTier {
  readonly tier: string;
  /** What must be equal, for the documentation. */
  readonly evidence: string;
  readonly confidence: number;
  /** No socket and no packet of the flow was seen with an owner: a lead, however often right. */
  readonly leadOnly?: boolean;
}

export const TIERS = {
  P: {
    tier: 'P',
    evidence: 'the packets of the flow carry the UID (PCAPdroid trailer, `u-N` comment, NFLOG, ptcpdump)',
    confidence: 0.98,
  },
  A: {
    tier: 'A',
    evidence: 'transport, both addresses and both ports equal those of a socket alive at that time',
    confidence: 0.95,
  },
  B: { tier: 'B', evidence: 'as A, but the log has a wildcard as local address', confidence: 0.94 },
  C: {
    tier: 'C',
    evidence: 'as A, but the local address differs (VPN, NAT that keeps ports, NAT64)',
    confidence: 0.92,
  },
  D: {
    tier: 'D',
    evidence: 'an unconnected UDP socket, or for inbound flows a listening one, owns the local port',
    confidence: 0.92,
  },
  E: {
    tier: 'E',
    evidence:
      'packets with the same transport and ports at that time; their addresses are not known (0.91 where three in five of its packets were logged, the first and the last within 20 ms)',
    confidence: 0.9,
  },
  F: {
    tier: 'F',
    evidence: 'a connect event to the remote address and port at the moment of the SYN',
    confidence: 0.93,
  },
  G: {
    tier: 'G',
    evidence: 'one app alone had asked for the remote address by name, at most a minute before',
    confidence: 0.9,
    leadOnly: true,
  },
  H: { tier: 'H', evidence: 'the operator says so (`--assume-uid`)', confidence: 0.9, leadOnly: true },
  I: {
    tier: 'I',
    evidence: 'all other flows to this remote address and port, three or more, belong to one UID',
    confidence: 0.9,
    leadOnly: true,
  },
} as const satisfies Record<string, AttributionTier>;

/** Tier E where logged packets are the flow's own: as many of its packets, the first and the last at the same time. */
export const PACKET_MATCH = { confidence: 0.91, share: 0.6, edgeUs: 20_000 } as const;

export type LogTier = 'A' | 'B' | 'C' | 'D' | 'E' | 'F';
/** The tiers that are looked up in the socket log, in order. */
export const LOG_TIERS: readonly LogTier[] = ['A', 'B', 'C', 'D', 'E', 'F'];
/** Those of them that no other flow can match at that time. */
export const EXACT_TIERS: readonly LogTier[] = ['A'];

export const Modifier = {
  /** Outside the interval by g of a window W: × (1 − 0.5 · g / W). */
  gapWeight: 0.5,
  /** The flow began before the socket was first seen. */
  tailOnly: 0.95,
  /** One poll saw the socket. */
  singleSnapshot: 0.97,
  /** A dump without a time: the socket existed, nobody knows when. */
  untimed: 0.9,
  /** Another dataset names another UID. */
  conflict: 0.7,
  /** Several UIDs, or several flows, about a connect event: the nearest in time. */
  connectNearest: 0.97,
  /** A datagram flow and a connect event that names no transport: such logs tell of TCP. */
  connectAnyTransport: 0.6,
  /** Questions to the name system, which the resolver sends for every app, where the operator names one. */
  assertedDns: 0.5,
} as const;

/** Two independent datasets agree: never certain all the same. */
export const AGREEMENT_CAP = 0.99;
export const CONFIDENCE_FLOOR = 0.05;
/** A UID wins over the next when its score is this many times higher. */
export const CLEAR_WIN = 2;
/** How many flows to a remote endpoint make a majority worth inferring from. */
export const INFERENCE_FLOWS = 3;

/** `tier`: a lead is `weak`, whatever its confidence. */
export function levelOf(confidence: number, tier?: string): AttributionLevel {
  if (confidence >= 0.4 && LEADS.has(tier ?? '')) return 'weak';
  if (confidence >= 0.9) return 'exact';
  if (confidence >= 0.7) return 'strong';
  return confidence >= 0.4 ? 'weak' : 'none';
}

/** Tiers whose answers are leads only. */
export const LEADS: ReadonlySet<string> = new Set(
  Object.values<AttributionTier>(TIERS)
    .filter(({ leadOnly }) => leadOnly === true)
    .map(({ tier }) => tier),
);

/** The documentation's table of tiers, Markdown. */
export function tierTable(): string {
  const rows = Object.values(TIERS).map(
    (tier) => `| ${tier.tier} | ${tier.evidence} | ${tier.confidence} | ${LEADS.has(tier.tier) ? 'weak' : 'exact'} |`,
  );
  return ['| tier | evidence | base confidence | level at most |', '|---|---|---|---|', ...rows].join('\n');
}
