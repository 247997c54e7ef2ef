// Statistics of the series of payload lengths of all packets and of the times between them, after NetTiSA (Koumar et al., Computer Networks 2024).
// Where NetTiSA needs the final mean, the meter's running mean is used, as its reference exporter ipfixprobe does.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { FeatureDefinition, FeatureFamily, FeatureRow } from './feature.ts';

const SOURCE = 'NetTiSA, arXiv:2310.05530';

/** A standard deviation below this share of the mean is lost in the rounding of fourth powers. */
const KURTOSIS_MIN_SPREAD = 1e-3;

const FEATURES: readonly FeatureDefinition[] = [
  series(
    'mean',
    'bytes',
    'Mean payload length x̄ of the n packets of both directions, packets without payload included.',
  ),
  series('min', 'bytes', 'Smallest payload length.'),
  series('max', 'bytes', 'Largest payload length.'),
  series('stdev', 'bytes', 'Population standard deviation √(Σx²/n − x̄²); from 2 packets on.'),
  series('rms', 'bytes', 'Root mean square √(Σx²/n).'),
  series(
    'average_dispersion',
    'bytes',
    'Mean distance of each payload length from the mean of those before it: Σ_{i≥2} |x_i − mean(x_1 … x_{i−1})| / n; from 2 packets on.',
  ),
  series(
    'kurtosis',
    '',
    'Σ(x − x̄)⁴ / (n σ⁴), 3 for a normal distribution; from 2 packets on, absent when σ is below x̄/1000.',
  ),
  series('mean_step', 'bytes', 'Mean |x_i − x_{i−1}| over successive packets; from 2 packets on.'),
  series(
    'switching_share',
    'share',
    'Share of the n − 1 steps in which the payload length changes; from 2 packets on.',
  ),
  series('mean_scaled_time', 'ms', 'Mean time of a packet after the first one.'),
  series('mean_gap', 'ms', 'Mean time between successive packets, (t_n − t_1) / (n − 1); from 2 packets on.'),
  series('min_gap', 'ms', 'Shortest time between successive packets; from 2 packets on.'),
  series('max_gap', 'ms', 'Longest time between successive packets; from 2 packets on.'),
  series(
    'time_distribution',
    '',
    'Mean distance of each gap from the mean of the gaps up to it, over half the range of the gaps; from 3 packets on, absent when all gaps are equal.',
  ),
];

/** Their positions, in the order above. */
const [
  MEAN,
  MIN,
  MAX,
  STDEV,
  RMS,
  AVERAGE_DISPERSION,
  KURTOSIS,
  MEAN_STEP,
  SWITCHING_SHARE,
  MEAN_SCALED_TIME,
  MEAN_GAP,
  MIN_GAP,
  MAX_GAP,
  TIME_DISTRIBUTION,
] = Array.from(FEATURES.keys());

export const payloadSeries: FeatureFamily = {
  id: 'payload_series',
  features: FEATURES,
  measure(flow: FinishedFlow, row: FeatureRow, at: number): void {
    const numbers = row.numbers;
    const x = flow.payloadLengths;
    const n = x.count;
    for (let i = 0; i < FEATURES.length; i++) numbers[at + i] = Number.NaN;
    if (n === 0) return;
    const mean = x.sum / n;
    const meanSquare = x.sumSquares / n;
    numbers[at + MEAN] = mean;
    numbers[at + MIN] = x.min;
    numbers[at + MAX] = x.max;
    numbers[at + RMS] = Math.sqrt(meanSquare);
    numbers[at + MEAN_SCALED_TIME] = x.sumTimeMs / n;
    if (n < 2) return;

    const variance = Math.max(0, meanSquare - mean * mean);
    numbers[at + STDEV] = Math.sqrt(variance);
    numbers[at + AVERAGE_DISPERSION] = x.sumAbsoluteDeviation / n;
    numbers[at + KURTOSIS] = kurtosis(mean, variance, meanSquare, x.sumCubes / n, x.sumFourths / n);
    numbers[at + MEAN_STEP] = x.sumAbsoluteStep / (n - 1);
    numbers[at + SWITCHING_SHARE] = x.switches / (n - 1);
    numbers[at + MEAN_GAP] = Math.max(0, flow.endUs - flow.startUs) / 1000 / (n - 1);
    numbers[at + MIN_GAP] = x.minGapMs;
    numbers[at + MAX_GAP] = x.maxGapMs;
    const range = x.maxGapMs - x.minGapMs;
    if (n >= 3 && range > 0) numbers[at + TIME_DISTRIBUTION] = (2 * x.sumAbsoluteGapDeviationMs) / (n - 1) / range;
  },
};

/** The fourth central moment over σ⁴, expanded from the raw moments. */
function kurtosis(mean: number, variance: number, square: number, cube: number, fourth: number): number {
  if (variance <= (KURTOSIS_MIN_SPREAD * mean) ** 2) return Number.NaN;
  const central = fourth - 4 * mean * cube + 6 * mean * mean * square - 3 * mean ** 4;
  return central / (variance * variance);
}

function series(measure: string, unit: string, summary: string): FeatureDefinition {
  return {
    name: unit === 'ms' ? `payload_series.${measure}_ms` : `payload_series.${measure}`,
    unit,
    summary,
    source: SOURCE,
    validFor: 'packets',
  };
}
