// The native channel record: a line of channels.ndjson. A channel is where a beacon lives: one app (or device), one destination.

import type { EncryptionRecord } from '../flows/flow-record.ts';

export interface PeriodicityRecord {
  verdict: 'periodic' | 'aperiodic' | 'insufficient';
  period_s?: number;
  /** Robust spread of the intervals over the period, 0..1. */
  jitter_share?: number;
  periods_seen?: number;
  missed_share?: number;
  explained_share?: number;
  p_value?: number;
  q_value?: number;
  reason: string;
}

export interface ChannelRecord {
  channel_id: string;
  app?: { uid: number; packages: string[] };
  device?: string;
  destination: { ip?: string; domain?: string; port: number };
  transport: string;
  flows: number;
  first: string;
  last: string;
  bytes_up: number;
  bytes_down: number;
  services: string[];
  /** Between the starts of successive flows, failed attempts included: count, seconds_median, seconds_mad_share, … */
  intervals?: Record<string, number>;
  periodicity: PeriodicityRecord;
  framing: Record<string, number>;
  sizes: Record<string, number>;
  encryption: EncryptionRecord;
}

/** The channels of an analysis as writers see them: records are made when asked for, because there may be a hundred thousand. */
export interface ChannelList extends Iterable<ChannelRecord> {
  readonly length: number;
  /** Sums over all of them; bytes of the IP layer. */
  readonly flows: number;
  readonly bytes: number;
  /** What a person should see first: ciphertext that no declared protocol explains, then by bytes, then by id. */
  foremost(count: number): ChannelRecord[];
}
