// Sizes of the application messages of each direction: their spread, their most common value, and whether they fill whole cipher blocks.
// The robust relative dispersion is DET0667's PayloadSizeVariance.

import { MAD_TO_SIGMA } from '../base/mad-to-sigma.ts';
import { type FinishedFlow, MESSAGE_LOG_CAP, type MessageLog } from '../flows/finished-flow.ts';
import { blockBits } from './block-multiples.ts';
import type { FeatureDefinition, FeatureFamily, FeatureRow } from './feature.ts';
import { bothDirections } from './feature-directions.ts';
import { deviationOfSorted, medianOfSorted, sortFirst } from './order-statistics.ts';

/** A spread of fewer sizes than this is no spread. */
const SPREAD_MIN_MESSAGES = 3;

const MEASURES: readonly FeatureDefinition[] = [
  {
    name: 'message.count',
    unit: 'count',
    summary: 'Messages of the {side} that were logged; the log holds 512 of both directions.',
    validFor: 'stream',
  },
  { name: 'message.bytes_min', unit: 'bytes', summary: 'Smallest message of the {side}.', validFor: 'stream' },
  { name: 'message.bytes_median', unit: 'bytes', summary: 'Median message size of the {side}.', validFor: 'stream' },
  { name: 'message.bytes_max', unit: 'bytes', summary: 'Largest message of the {side}.', validFor: 'stream' },
  { name: 'message.bytes_mean', unit: 'bytes', summary: 'Mean message size of the {side}.', validFor: 'stream' },
  {
    name: 'message.mode_share',
    unit: 'share',
    summary: 'Share of the messages of the {side} that have its most common size; from 2 messages on.',
    validFor: 'stream',
  },
  {
    name: 'message.relative_dispersion',
    unit: '',
    summary:
      '1.4826 · MAD / median of the message sizes of the {side} (PayloadSizeVariance of DET0667); from 3 messages on.',
    source: 'Rousseeuw & Croux 1993',
    validFor: 'stream',
  },
  {
    name: 'message.distinct_sizes',
    unit: 'count',
    summary: 'Distinct message sizes of the {side}.',
    validFor: 'stream',
  },
  {
    name: 'message.size_entropy_bits',
    unit: 'bits',
    summary: 'Plug-in entropy of the message sizes of the {side}; from 2 messages on.',
    validFor: 'stream',
  },
  {
    name: 'message.block16_bits',
    unit: 'bits',
    summary:
      '4·(u − 1) when all u ≥ 3 distinct message sizes of the {side} leave the same rest modulo 16, else 0: how unlikely that is by chance.',
    validFor: 'stream',
  },
  {
    name: 'message.block8_bits',
    unit: 'bits',
    summary: '3·(u − 1) when all u ≥ 3 distinct message sizes of the {side} leave the same rest modulo 8, else 0.',
    validFor: 'stream',
  },
];

const sizes = new Float64Array(MESSAGE_LOG_CAP);

export const messageSizes: FeatureFamily = {
  id: 'message',
  features: bothDirections(MEASURES),
  measure(flow: FinishedFlow, row: FeatureRow, at: number): void {
    measureSide(flow.messages, 1, row.numbers, at);
    measureSide(flow.messages, 0, row.numbers, at + MEASURES.length);
  },
};

function measureSide(messages: MessageLog, fromOriginator: number, numbers: Float64Array, at: number): void {
  let count = 0;
  let sum = 0;
  for (let i = 0; i < messages.count && count < MESSAGE_LOG_CAP; i++) {
    if (messages.fromOriginator[i] !== fromOriginator || messages.bytes[i] === 0) continue;
    sizes[count++] = messages.bytes[i];
    sum += messages.bytes[i];
  }
  numbers[at] = count;
  for (let i = 1; i < MEASURES.length; i++) numbers[at + i] = Number.NaN;
  if (count === 0) return;

  sortFirst(sizes, count);
  const median = medianOfSorted(sizes, count);
  numbers[at + 1] = sizes[0];
  numbers[at + 2] = median;
  numbers[at + 3] = sizes[count - 1];
  numbers[at + 4] = sum / count;
  if (count >= SPREAD_MIN_MESSAGES) {
    numbers[at + 6] = (MAD_TO_SIGMA * deviationOfSorted(sizes, count, median)) / median;
  }
  const distinct = keepDistinct(count, numbers, at);
  numbers[at + 7] = distinct;
  numbers[at + 9] = blockBits(sizes, distinct, 16);
  numbers[at + 10] = blockBits(sizes, distinct, 8);
}

/** Moves the distinct sizes to the front of `sizes` and writes mode share and size entropy on the way. */
function keepDistinct(count: number, numbers: Float64Array, at: number): number {
  let distinct = 0;
  let most = 0;
  let entropy = 0;
  for (let start = 0; start < count; ) {
    let end = start + 1;
    while (end < count && sizes[end] === sizes[start]) end++;
    const repeats = end - start;
    if (repeats > most) most = repeats;
    entropy -= (repeats / count) * Math.log2(repeats / count);
    sizes[distinct++] = sizes[start];
    start = end;
  }
  if (count >= 2) {
    numbers[at + 5] = most / count;
    numbers[at + 8] = Math.max(0, entropy);
  }
  return distinct;
}
