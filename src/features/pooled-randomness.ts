// How random each direction is behind its clear headers: its messages, frames or what follows a clear opening, tested together at their
// sample size. Tested in flows of no recognised protocol only: a recognised one has its explanation.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import type { FeatureDefinition, FeatureFamily, FeatureRow } from './feature.ts';
import { bothDirections } from './feature-directions.ts';
import { measureUniformity, type Uniformity } from './uniformity.ts';

const MEASURES: readonly FeatureDefinition[] = [
  {
    name: 'random.tested_bytes',
    unit: 'bytes',
    summary:
      'Bytes of the {side} that were tested together, 2048 of twelve messages at most, coded keys and skipped headers left out; absent in flows of a recognised protocol.',
    validFor: 'stream',
  },
  {
    name: 'random.skipped_bytes',
    unit: 'bytes',
    summary:
      'The smallest number of header bytes (0 … 16, 20, 24, 28, 32) after which all messages or frames of the {side} together pass every test of randomness: entropy z, chi-square z, popcount z, 32 bit lags, eight bit planes; absent when none does. Random bytes pass in 99 of 100 cases.',
    source: 'bounds simulated, see src/features/uniformity.ts',
    validFor: 'stream',
  },
  {
    name: 'random.opening_messages',
    unit: 'count',
    summary: 'Messages of the {side} left out as a clear opening before those that pass; absent when none pass.',
    validFor: 'stream',
  },
];

export const pooledRandomness: FeatureFamily = {
  id: 'random',
  features: bothDirections(MEASURES),
  measure(flow: FinishedFlow, row: FeatureRow, at: number, _vectorAt: number, facts?: ServiceFacts): void {
    const { keys } = row;
    row.origUniformity =
      facts !== undefined || flow.orig.prefix.length === 0
        ? undefined
        : measureUniformity(flow, 1, { counted: row.origBytes, keys, framing: declared(row.origFraming) });
    row.respUniformity =
      facts !== undefined || flow.resp.prefix.length === 0
        ? undefined
        : measureUniformity(flow, 0, { counted: row.respBytes, keys, framing: declared(row.respFraming) });
    write(row.origUniformity, row.numbers, at);
    write(row.respUniformity, row.numbers, at + MEASURES.length);
  },
};

function declared(framing: FeatureRow['origFraming']): FeatureRow['origFraming'] | undefined {
  return framing.bits > 0 ? framing : undefined;
}

function write(uniformity: Uniformity | undefined, numbers: Float64Array, at: number): void {
  const passes = uniformity?.verdict === 'uniform';
  numbers[at] = uniformity?.bytes ?? Number.NaN;
  numbers[at + 1] = passes ? uniformity.skipped : Number.NaN;
  numbers[at + 2] = passes ? uniformity.openingMessages : Number.NaN;
}
