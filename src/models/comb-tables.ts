// Teeth of the comb: how likely an interval of so many periods is when a beacon repeats with some jitter and skips some turns.
// Over the logarithm of interval / period one table serves every period, so that a search is look-ups.

/** Steps of the logarithmic scale in a factor e: 0.4 %. */
export const LOG_STEPS = 256;
/** From 0.135 to 6.5 periods; longer silence is a gap and says nothing. */
export const COMB_FROM = -2 * LOG_STEPS;
export const COMB_STEPS = Math.round(3.87 * LOG_STEPS);
export const COMB_GAP = 6.5;
const TEETH = 5;

export interface CombShape {
  /**
   * `normal`: standard deviation over the period; `uniform`: half width over the period; both add up over turns. `tick`: a clock with delays of
   * up to so many periods; `flex`: a clock with half of the delays nought and half of them up to so many, as WorkManager's: neither adds up.
   */
  readonly kind: 'normal' | 'uniform' | 'tick' | 'flex';
  readonly spread: number;
}

/** Narrow to wide of each kind. */
export const COMB_SHAPES: readonly CombShape[] = [
  { kind: 'normal', spread: 0.005 },
  { kind: 'normal', spread: 0.015 },
  { kind: 'normal', spread: 0.04 },
  { kind: 'normal', spread: 0.08 },
  { kind: 'uniform', spread: 0.1 },
  { kind: 'normal', spread: 0.14 },
  { kind: 'uniform', spread: 0.2 },
  { kind: 'normal', spread: 0.22 },
  { kind: 'uniform', spread: 0.3 },
  { kind: 'uniform', spread: 0.5 },
  { kind: 'tick', spread: 0.2 },
  { kind: 'tick', spread: 0.3 },
  { kind: 'tick', spread: 0.5 },
  { kind: 'flex', spread: 0.1 },
  { kind: 'flex', spread: 0.2 },
  { kind: 'flex', spread: 0.3 },
  { kind: 'flex', spread: 0.5 },
];
/** The first so many shapes are teeth whose spread adds up over turns, the others clocks. */
export const COMB_RENEWALS = 10;
/** Chance that a turn is skipped. */
export const COMB_MISSING: readonly number[] = [0.02, 0.1, 0.25, 0.45];

/** Without a delay a turn of a flex clock is as exact as the scale. */
const AT_ONCE = 0.005;
/** The edges of a uniform tooth are this soft, over its half width. */
const EDGE = 0.12;
/** Standard deviations of differences over the spread. A delay of a flex clock has the variance ½·⅓ − ¼². */
const DEVIATIONS = {
  normal: 1,
  uniform: Math.sqrt(1 / 3),
  tick: Math.sqrt(1 / 6),
  flex: Math.sqrt(2 * (1 / 6 - 1 / 16)),
};

/** Made when first asked for: all of them take longer than a small capture. */
const densities: Float64Array[] = [];

/** Density per unit of ln(interval / period), by step from `COMB_FROM`. `comb`: index of a shape × choices of `COMB_MISSING` + index of one. */
export function combDensity(comb: number): Float64Array {
  densities[comb] ??= densityOf(
    COMB_SHAPES[Math.floor(comb / COMB_MISSING.length)],
    COMB_MISSING[comb % COMB_MISSING.length],
  );
  return densities[comb];
}

/** Half the range of the jitter over the period, as people give it: ± 20 %. */
export function jitterOf(shape: CombShape): number {
  return shape.kind === 'normal' ? shape.spread * Math.sqrt(3) : shape.spread;
}

/** Standard deviation over the period. */
export function deviationOf(shape: CombShape): number {
  return shape.spread * DEVIATIONS[shape.kind];
}

function densityOf(shape: CombShape, missing: number): Float64Array {
  const density = new Float64Array(COMB_STEPS);
  for (let step = 0; step < COMB_STEPS; step++) {
    const periods = Math.exp((step + COMB_FROM) / LOG_STEPS);
    let sum = 0;
    for (let tooth = 1; tooth <= TEETH; tooth++) {
      sum += (1 - missing) * missing ** (tooth - 1) * toothDensity(shape, periods, tooth);
    }
    // Per unit of the logarithm, not of the interval.
    density[step] = sum * periods;
  }
  return density;
}

function toothDensity(shape: CombShape, periods: number, tooth: number): number {
  if (shape.kind === 'tick') return tickDensity(shape.spread, Math.abs(periods - tooth));
  if (shape.kind === 'flex') {
    const off = Math.abs(periods - tooth);
    const one = off < shape.spread ? 1 / (2 * shape.spread) : 0;
    return 0.25 * normalDensity(off, AT_ONCE) + 0.5 * one + 0.25 * tickDensity(shape.spread, off);
  }
  if (shape.kind === 'uniform' && tooth === 1) {
    const edge = EDGE * shape.spread;
    const inside = normalShare((periods - 1 + shape.spread) / edge) - normalShare((periods - 1 - shape.spread) / edge);
    return Math.max(0, inside) / (2 * shape.spread);
  }
  const deviation = deviationOf(shape) * Math.sqrt(tooth);
  return normalDensity(periods - tooth, deviation);
}

/** Difference of two delays that are uniform from 0 to `spread`. */
function tickDensity(spread: number, off: number): number {
  return Math.max(0, spread - off) / (spread * spread);
}

function normalDensity(off: number, deviation: number): number {
  const z = off / deviation;
  return Math.exp(-0.5 * z * z) / (deviation * Math.sqrt(2 * Math.PI));
}

/** Share of a standard normal below `z`, to 0.02 % (Bowling et al. 2009). */
export function normalShare(z: number): number {
  return 1 / (1 + Math.exp(-0.07056 * z * z * z - 1.5976 * z));
}
