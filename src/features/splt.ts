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
    row.vectors[vectorAt] = undefined;
    row.vectors[vectorAt + 1] = undefined;
    const log = flow.packets;
    if (log.count === 0) return;
    const lengths: number[] = [];
    const gaps: number[] = [];
    for (let i = 0; i < log.count; i++) {
      lengths.push(log.fromOriginator[i] === 1 ? log.payloadBytes[i] : -log.payloadBytes[i]);
      gaps.push(i === 0 ? 0 : (log.timeUs[i] - log.timeUs[i - 1]) / 1000);
    }
    row.vectors[vectorAt] = lengths;
    row.vectors[vectorAt + 1] = gaps;
  },
};
