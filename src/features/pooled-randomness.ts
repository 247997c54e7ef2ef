// How random each direction is behind its clear headers: its messages, frames or what follows a clear opening, tested together at their
// sample size. Tested in flows of no recognised protocol only: a recognised one has its explanation.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import { findExchangedId } from './exchanged-ids.ts';
import type { FeatureDefinition, FeatureFamily, FeatureRow } from './feature.ts';
import { bothDirections } from './feature-directions.ts';
import { measureKinds } from './kind-uniformity.ts';
import { oneIdOf } from './one-id.ts';
import { countedRecordOf } from './record-count.ts';
import { measureUniformity, type Uniformity, type UniformityHints } from './uniformity.ts';

const MEASURES: readonly FeatureDefinition[] = [
  {
    name: 'random.tested_bytes',
    unit: 'bytes',
    summary:
      'Bytes of the {side} that were tested together, 2048 of twelve messages (32 of one kind) at most, coded keys and skipped headers left out; absent in flows of a recognised protocol.',
    validFor: 'stream',
  },
  {
    name: 'random.skipped_bytes',
    unit: 'bytes',
    summary:
      "The smallest number of header bytes (0 … 16, 20, 24, 28, 32) after which all messages or frames of the {side} together pass every test of randomness: entropy z, chi-square z, popcount z, 32 bit lags, eight bit planes, no readable text, no records, no packed, sorted or base-128 numbers, no peers' addresses, no ids that come again; else of a header that the same bytes in its messages show (64 bytes, 112 where most of them repeat); else of the first kind of its messages that passes, behind its fields; absent when none does. Random bytes pass in 99 of 100 cases.",
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
    row.origUniformity = undefined;
    row.respUniformity = undefined;
    if (facts === undefined) {
      row.origUniformity = measureSide(flow, 1, { counted: row.origBytes, keys, framing: declared(row.origFraming) });
      row.respUniformity = measureSide(flow, 0, { counted: row.respBytes, keys, framing: declared(row.respFraming) });
      refuseExchangedIds(flow, row);
    }
    write(row.origUniformity, row.numbers, at);
    write(row.respUniformity, row.numbers, at + MEASURES.length);
  },
};

/** Kinds of messages are looked at where all of them together are not uniform. */
function measureSide(flow: FinishedFlow, fromOriginator: 0 | 1, hints: UniformityHints): Uniformity | undefined {
  if ((fromOriginator === 1 ? flow.orig : flow.resp).prefix.length === 0) return undefined;
  const whole = measureUniformity(flow, fromOriginator, hints);
  const found = whole.verdict === 'not_uniform' ? (measureKinds(flow, fromOriginator) ?? whole) : whole;
  return found.verdict === 'uniform' ? withoutIds(flow, fromOriginator, found) : found;
}

/** Uniform, but ids: a list of them speaks against ciphertext, one in each message says nothing. */
function withoutIds(flow: FinishedFlow, fromOriginator: 0 | 1, found: Uniformity): Uniformity {
  const record = countedRecordOf(flow, fromOriginator);
  if (record !== undefined) return { ...found, verdict: 'not_uniform', ids: { bytes: record, isList: true } };
  const one = oneIdOf(flow, fromOriginator, found);
  return one === undefined ? found : { ...found, verdict: 'too_few', ids: { bytes: one, isList: false } };
}

/** Where ids come again in what is uniform, it is uniform for that reason. */
function refuseExchangedIds(flow: FinishedFlow, row: FeatureRow): void {
  const { origUniformity: orig, respUniformity: resp } = row;
  if (orig?.verdict !== 'uniform' && resp?.verdict !== 'uniform') return;
  const ids = findExchangedId(flow, testedFrom(orig), testedFrom(resp));
  if (ids === undefined) return;
  if (orig?.verdict === 'uniform') row.origUniformity = { ...orig, verdict: 'not_uniform', ids };
  if (resp?.verdict === 'uniform') row.respUniformity = { ...resp, verdict: 'not_uniform', ids };
}

/** The stream offset from which on it was tested; of what is not uniform, all counts. */
function testedFrom(found: Uniformity | undefined): number {
  return found?.verdict === 'uniform' && found.openingMessages > 0 ? found.from : 0;
}

function declared(framing: FeatureRow['origFraming']): FeatureRow['origFraming'] | undefined {
  return framing.bits > 0 ? framing : undefined;
}

function write(uniformity: Uniformity | undefined, numbers: Float64Array, at: number): void {
  const passes = uniformity?.verdict === 'uniform';
  numbers[at] = uniformity?.bytes ?? Number.NaN;
  numbers[at + 1] = passes ? uniformity.skipped : Number.NaN;
  numbers[at + 2] = passes ? uniformity.openingMessages : Number.NaN;
}
