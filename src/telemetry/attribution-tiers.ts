// The tiers of the join, strongest first, and what raises or lowers a confidence. The numbers are starting guesses, to be calibrated on
// captures that carry per-packet UIDs by stripping the UIDs and joining from the log (eval/).

import type { AttributionLevel } from '../flows/flow-record.ts';

export interface AttributionTier {
  readonly tier: string;
  /** What must be equal, for the documentation. */
  readonly evidence: string;
  readonly confidence: number;
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
  B: { tier: 'B', evidence: 'as A, but the log has a wildcard as local address', confidence: 0.88 },
  C: { tier: 'C', evidence: 'as A, but the local address differs (VPN, NAT that keeps ports, NAT64)', confidence: 0.8 },
  D: {
    tier: 'D',
    evidence: 'an unconnected UDP socket, or for inbound flows a listening one, owns the local port',
    confidence: 0.7,
  },
  E: {
    tier: 'E',
    evidence:
      'packets with the same transport and ports at that time; their addresses are not known (0.85 where three in five of its packets were logged, the first and the last within 20 ms)',
    confidence: 0.6,
  },
  F: {
    tier: 'F',
    evidence: 'a connect event to the remote address and port at the moment of the SYN',
    confidence: 0.75,
  },
  G: {
    tier: 'G',
    evidence: 'one app alone had asked for the remote address by name, at most a minute before',
    confidence: 0.4,
  },
  H: { tier: 'H', evidence: 'the operator says so (`--assume-uid`)', confidence: 0.6 },
  I: {
    tier: 'I',
    evidence: 'all other flows to this remote address and port, three or more, belong to one UID',
    confidence: 0.35,
  },
} as const satisfies Record<string, AttributionTier>;

/** Tier E where logged packets are the flow's own: as many of its packets, the first and the last at the same time. */
export const PACKET_MATCH = { confidence: 0.85, share: 0.6, edgeUs: 20_000 } as const;

export type LogTier = 'A' | 'B' | 'C' | 'D' | 'E' | 'F';
/** The tiers that are looked up in the socket log, in order. */
export const LOG_TIERS: readonly LogTier[] = ['A', 'B', 'C', 'D', 'E', 'F'];

export const Modifier = {
  /** Outside the interval by g of a window W: × (1 − 0.5 · g / W). */
  gapWeight: 0.5,
  /** The flow began before the socket was first seen. */
  tailOnly: 0.9,
  /** One poll saw the socket. */
  singleSnapshot: 0.95,
  /** A dump without a time: the socket existed, nobody knows when. */
  untimed: 0.7,
  /** Another dataset names another UID. */
  conflict: 0.7,
  /** Several UIDs, or several flows, to one connect event. */
  connectShared: 0.5,
} as const;

/** Two independent datasets agree: never certain all the same. */
export const AGREEMENT_CAP = 0.99;
export const CONFIDENCE_FLOOR = 0.05;
/** A UID wins over the next when its score is this many times higher. */
export const CLEAR_WIN = 2;
/** How many flows to a remote endpoint make a majority worth inferring from. */
export const INFERENCE_FLOWS = 3;

export function levelOf(confidence: number): AttributionLevel {
  if (confidence >= 0.9) return 'exact';
  if (confidence >= 0.7) return 'strong';
  return confidence >= 0.4 ? 'weak' : 'none';
}

/** The documentation's table of tiers, Markdown. */
export function tierTable(): string {
  const rows = Object.values(TIERS).map((tier) => `| ${tier.tier} | ${tier.evidence} | ${tier.confidence} |`);
  return ['| tier | evidence | base confidence |', '|---|---|---|', ...rows].join('\n');
}
