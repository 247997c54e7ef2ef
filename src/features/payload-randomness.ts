// How random the first payload bytes of each direction are, at their sample size. One histogram per direction serves every number here.
// Facts only: a z near 0 is what random bytes have, and what compressed bytes may have too.

import { type FinishedFlow, type FlowSide, MEASURED_BYTES, type MessageLog } from '../flows/finished-flow.ts';
import { BYTE_DISTRIBUTION_VECTORS, DISTRIBUTION_MIN_BYTES, highNibbleShares } from './byte-distribution.ts';
import type { ByteHistogram } from './byte-histogram.ts';
import type { FeatureDefinition, FeatureFamily, FeatureRow } from './feature.ts';
import { bothDirections } from './feature-directions.ts';
import { longestPrintableRun } from './printable-run.ts';

/** Below this the laws behind the z-scores are too coarse to be worth a number. */
const Z_MIN_BYTES = 16;

const MEASURES: readonly FeatureDefinition[] = [
  {
    name: 'payload.measured_bytes',
    unit: 'bytes',
    summary: 'Stream bytes of the {side} that were measured: the first 2048 at most.',
    validFor: 'stream',
  },
  {
    name: 'payload.entropy_bits',
    unit: 'bits',
    summary: 'Plug-in byte entropy Ĥ = −Σ (c/n) log2(c/n) of the n measured bytes of the {side}; never above log2 n.',
    source: 'Shannon 1948',
    validFor: 'stream',
  },
  {
    name: 'payload.entropy_z',
    unit: 'z',
    summary:
      '(Ĥ − E[Ĥ_n]) / sd_n, with the exact mean and deviation of the entropy of n random bytes; from 16 bytes of the {side} on.',
    source: 'binomial and trinomial sums, see src/features/entropy-expectation.ts',
    validFor: 'stream',
  },
  {
    name: 'payload.chi_square_z',
    unit: 'z',
    summary:
      '(Σ (c − n/256)² / (n/256) − 255) / √510 over the byte counts of the {side}; from 16 bytes on, close to normal from 128 on.',
    source: 'Pearson 1900',
    validFor: 'stream',
  },
  {
    name: 'payload.popcount_z',
    unit: 'z',
    summary: '(set bits − 4n) / √(2n) of the n measured bytes of the {side}; from 16 bytes on.',
    validFor: 'stream',
  },
  {
    name: 'payload.printable_share',
    unit: 'share',
    summary: 'Share of bytes 0x20 … 0x7e among the measured bytes of the {side}; 95/256 for random bytes.',
    validFor: 'stream',
  },
  {
    name: 'payload.printable_run_bytes',
    unit: 'bytes',
    summary: 'Longest run of bytes 0x20 … 0x7e among the measured bytes of the {side}.',
    source: 'Wu et al., USENIX Security 2023 (rule Ex4)',
    validFor: 'stream',
  },
  {
    name: 'payload.first_message_entropy_bits',
    unit: 'bits',
    summary: 'Plug-in byte entropy of the first message of the {side}, as far as the measured bytes hold it.',
    validFor: 'stream',
  },
  {
    name: 'payload.first_message_entropy_z',
    unit: 'z',
    summary: 'The same entropy in deviations from that of random bytes; from 16 bytes of the {side} on.',
    validFor: 'stream',
  },
];

export const payloadRandomness: FeatureFamily = {
  id: 'payload',
  features: bothDirections(MEASURES),
  vectors: BYTE_DISTRIBUTION_VECTORS,
  measure(flow: FinishedFlow, row: FeatureRow, at: number, vectorAt: number): void {
    measureSide(flow.orig, flow.messages, 1, row, row.origBytes, at, vectorAt);
    measureSide(flow.resp, flow.messages, 0, row, row.respBytes, at + MEASURES.length, vectorAt + 1);
  },
};

function measureSide(
  side: FlowSide,
  messages: MessageLog,
  fromOriginator: number,
  row: FeatureRow,
  histogram: ByteHistogram,
  at: number,
  vectorAt: number,
): void {
  const prefix = side.prefix;
  const bytes = Math.min(prefix.length, MEASURED_BYTES);
  const numbers = row.numbers;
  numbers[at] = bytes;
  for (let i = 1; i < MEASURES.length; i++) numbers[at + i] = Number.NaN;
  const shares = row.vectors[vectorAt];
  shares.count = 0;
  histogram.clear();
  if (bytes === 0) return;

  const first = firstMessageBytes(messages, fromOriginator, bytes);
  if (first > 0) {
    histogram.add(prefix, 0, first);
    numbers[at + 7] = histogram.entropyBits;
    if (first >= Z_MIN_BYTES) numbers[at + 8] = histogram.entropyZ;
  }
  if (first < bytes) histogram.add(prefix, first, bytes);
  numbers[at + 1] = histogram.entropyBits;
  if (bytes >= Z_MIN_BYTES) {
    numbers[at + 2] = histogram.entropyZ;
    numbers[at + 3] = histogram.chiSquareZ;
    numbers[at + 4] = histogram.popcountZ;
  }
  numbers[at + 5] = histogram.printable / bytes;
  numbers[at + 6] = longestPrintableRun(prefix, 0, bytes);
  if (bytes >= DISTRIBUTION_MIN_BYTES) highNibbleShares(histogram.counts, bytes, shares);
}

/** How many of the prefix's bytes belong to the first message of a direction; 0 when the log does not know it. */
function firstMessageBytes(messages: MessageLog, fromOriginator: number, prefixBytes: number): number {
  for (let i = 0; i < messages.count; i++) {
    if (messages.fromOriginator[i] !== fromOriginator || messages.bytes[i] === 0) continue;
    return messages.prefixOffset[i] === 0 ? Math.min(messages.bytes[i], prefixBytes) : 0;
  }
  return 0;
}
