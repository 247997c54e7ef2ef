// Sequence of packet lengths and times (SPLT): the first payload packets as they were on the wire.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { FeatureDefinition, FeatureFamily, FeatureRow } from './feature.ts';

const VECTORS: readonly FeatureDefinition[] = [
  {
    name: 'splt.payload_bytes',
    unit: 'bytes',
    summary: 'Payload lengths of the first 20 packets with payload; negative when the responder sent them.',
    source: 'McGrew & Anderson 2016 (Joy)',
    validFor: 'packets',
  },
  {
    name: 'splt.gaps_ms',
    unit: 'ms',
    summary: 'Time from the payload packet before to each of these packets; 0 for the first.',
    source: 'McGrew & Anderson 2016 (Joy)',
    validFor: 'packets',
  },
];

export const splt: FeatureFamily = {
  id: 'splt',
  features: [],
  vectors: VECTORS,
  measure(flow: FinishedFlow, row: FeatureRow, _at: number, vectorAt: number): void {
    const log = flow.packets;
    const lengths = row.vectors[vectorAt];
    const gaps = row.vectors[vectorAt + 1];
    lengths.count = log.count;
    gaps.count = log.count;
    for (let i = 0; i < log.count; i++) {
      lengths.values[i] = log.fromOriginator[i] === 1 ? log.payloadBytes[i] : -log.payloadBytes[i];
      gaps.values[i] = i === 0 ? 0 : (log.timeUs[i] - log.timeUs[i - 1]) / 1000;
    }
  },
};
