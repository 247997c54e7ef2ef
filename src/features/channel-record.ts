// The native channel record: a line of channels.ndjson. A channel is where a beacon lives: one app (or device), one destination.

import type { EncryptionRecord } from '../flows/flow-record.ts';

export interface PeriodicityRecord {
  verdict: 'periodic' | 'aperiodic' | 'insufficient';
  /** What was tested; absent when nothing was. */
  of?: 'flows' | 'messages' | 'queries';
  /** The DNS name asked for, `*.` before a parent domain. */
  query?: string;
  activations?: number;
  period_s?: number;
  /** Robust spread of single turns over the period. */
  jitter_share?: number;
  periods_seen?: number;
  missed_share?: number;
  explained_share?: number;
  /** Smallest and largest size of the events that keep the rhythm, where sizes tell them from others. */
  size_bytes?: readonly [number, number];
  /** Periods of further rhythms among the other events. */
  other_periods_s?: readonly number[];
  p_value?: number;
  q_value?: number;
  /** The p-value holds although the channel is looked at again and again while it grows. */
  peeking_safe?: boolean;
  /** Share of events at which other apps began too, where that took the rhythm away. */
  co_waking_share?: number;
  reason: string;
}

export interface ChannelKeyRecord {
  /** As in the flows' `keys`. */
  key_id: string;
  algorithm: string;
  from: 'orig' | 'resp';
  /** It stands in the server's certificate, not in the opening of a protocol of its own. */
  certificate?: true;
  /** Flows of the channel, and of all channels, that carry it. */
  flows: number;
  all_flows: number;
  /** Channels and apps beside this one, eight at most. */
  other_channels?: string[];
  other_apps?: string[];
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
  /** Public keys of its flows' openings that chance does not show, and of servers' certificates, those of most flows first; sixteen at most. */
  keys?: ChannelKeyRecord[];
  encryption: EncryptionRecord;
}

/** A key that several channels carry. */
export interface SharedKeyRecord {
  key_id: string;
  algorithm: string;
  /** Certificates alone hold it. */
  certificate?: true;
  flows: number;
  /** How many. */
  channels: number;
  /** Of the first of them. */
  destinations: Pick<ChannelRecord, 'destination' | 'transport'>[];
  /** Packages (or `uid N`), each once. */
  apps: string[];
}

/** The channels of an analysis as writers see them: records are made when asked for, because there may be a hundred thousand. */
export interface ChannelList extends Iterable<ChannelRecord> {
  readonly length: number;
  /** Sums over all of them; bytes of the IP layer. */
  readonly flows: number;
  readonly bytes: number;
  /** What a person should see first: ciphertext that no declared protocol explains, then by bytes, then by id. */
  foremost(count: number): ChannelRecord[];
  /** Keys of two channels or more: those of openings first, then those of most apps. */
  sharedKeys(count: number): SharedKeyRecord[];
  /** Blocks of whole lines of channels.ndjson, each valid until the next but one is asked for. */
  lines(): Iterable<string | Uint8Array>;
}
