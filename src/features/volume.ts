// How much a flow carried, for how long, and which way.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { FeatureDefinition, FeatureFamily, FeatureRow } from './feature.ts';

const FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'volume.duration_ms',
    unit: 'ms',
    summary: 'Time from the first to the last packet.',
    source: 'RFC 5102 flowDurationMilliseconds',
    validFor: 'stream',
  },
  {
    name: 'volume.packets',
    unit: 'count',
    summary: 'Packets of both directions.',
    source: 'RFC 5102 packetTotalCount',
    validFor: 'packets',
  },
  {
    name: 'volume.bytes',
    unit: 'bytes',
    summary: 'IP-layer bytes of both directions.',
    source: 'RFC 5102 octetTotalCount',
    validFor: 'packets',
  },
  {
    name: 'volume.payload_bytes',
    unit: 'bytes',
    summary: 'Transport payload of both directions on the wire, retransmissions included.',
    validFor: 'stream',
  },
  {
    name: 'volume.upload_share',
    unit: 'share',
    summary: "The originator's share of the payload bytes; absent without payload.",
    validFor: 'stream',
  },
  {
    name: 'volume.orig_packet_share',
    unit: 'share',
    summary: "The originator's share of the packets.",
    validFor: 'packets',
  },
  {
    name: 'volume.payload_share',
    unit: 'share',
    summary: 'Payload bytes over IP-layer bytes.',
    validFor: 'packets',
  },
  {
    name: 'volume.payload_bytes_per_second',
    unit: 'bytes/s',
    summary: 'Payload bytes over the duration; absent for flows of no duration.',
    validFor: 'stream',
  },
];

export const volume: FeatureFamily = {
  id: 'volume',
  features: FEATURES,
  measure(flow: FinishedFlow, row: FeatureRow, at: number): void {
    const numbers = row.numbers;
    const durationUs = Math.max(0, flow.endUs - flow.startUs);
    const packets = flow.orig.packets + flow.resp.packets;
    const bytes = flow.orig.bytes + flow.resp.bytes;
    const payload = flow.orig.payloadBytes + flow.resp.payloadBytes;
    numbers[at] = durationUs / 1000;
    numbers[at + 1] = packets;
    numbers[at + 2] = bytes;
    numbers[at + 3] = payload;
    numbers[at + 4] = payload > 0 ? flow.orig.payloadBytes / payload : Number.NaN;
    numbers[at + 5] = packets > 0 ? flow.orig.packets / packets : Number.NaN;
    numbers[at + 6] = bytes > 0 ? payload / bytes : Number.NaN;
    numbers[at + 7] = durationUs > 0 ? (payload * 1e6) / durationUs : Number.NaN;
  },
};
