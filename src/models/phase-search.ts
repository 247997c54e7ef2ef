// Beacons that keep a clock come at the same phase of their period, however many turns are skipped and whatever comes between.
// The likelihood ratio of a von Mises concentration of the event times' phases (Mardia & Jupp 2000) around a period that was found already.
// Phases are compared within blocks of turns, so that a drifting clock keeps its rhythm. Works on event times, bins nothing.

import { medianOfSorted, sortFirst } from '../features/order-statistics.ts';

/** Turns in a block. */
const BLOCK_TURNS = 160;
/** Periods tried per turn of the block's phase: a quarter of a turn at its end. */
const STEPS_A_TURN = 4;
/** Around the period found from intervals. */
const RANGE = 0.03;
/** An event this near behind another, over the period, is the same burst and does not count twice. */
const BURST = 1 / 8;
/** Events a turn; with fewer there are more periods to choose from than events. */
const OCCUPIED = 0.35;
/** Events looked at, from the start. */
const EVENTS_MAX = 512;

/** With fewer periods tried, the neighbours are part of the peak. */
const WHITEN_MIN = 15;
const gains = new Float64Array(2 * Math.ceil(RANGE * STEPS_A_TURN * BLOCK_TURNS) + 3);
/** Blocks with events, at the best period. */
let blocks = 0;

const TABLE_BITS = 10;
const TABLE = 1 << TABLE_BITS;
const cosine = Float64Array.from({ length: TABLE }, (_, i) => Math.cos((2 * Math.PI * i) / TABLE));
const sine = Float64Array.from({ length: TABLE }, (_, i) => Math.sin((2 * Math.PI * i) / TABLE));

export interface PhaseFit {
  /** Nats, the price of the search subtracted. */
  ratio: number;
  period: number;
  /** Length of the mean phase vector, 0..1. */
  concentration: number;
}

const fit: PhaseFit = { ratio: Number.NEGATIVE_INFINITY, period: 0, concentration: 0 };

/** `times[0 … count − 1]`: ascending, in the unit of `period`. The result is reused by the next call. */
export function searchPhase(times: Float64Array, count: number, period: number): PhaseFit {
  const used = Math.min(count, EVENTS_MAX);
  const span = times[used - 1] - times[0];
  const turns = Math.min(BLOCK_TURNS, span / period);
  fit.ratio = Number.NEGATIVE_INFINITY;
  if (turns < 4 || count * period < OCCUPIED * span) return fit;
  const stride = 1 / (STEPS_A_TURN * turns);
  const half = Math.ceil(RANGE / stride);
  let tried = 0;
  for (let k = -half; k <= half; k++) gains[tried++] = concentrate(times, used, period * (1 + k * stride));
  if (tried >= WHITEN_MIN) whiten(tried);
  // As many independent periods as the whole range of a factor e would hold.
  fit.ratio -= Math.log(1 + 2 * turns);
  return fit;
}

/** Intervals that favour a length raise every period near it; a clock raises one. So the gain is measured against its neighbours' median. */
function whiten(tried: number): void {
  sortFirst(gains, tried);
  const typical = medianOfSorted(gains, tried);
  const inflation = (typical + blocks) / (blocks - 0.31);
  if (inflation > 1) fit.ratio = (fit.ratio + blocks) / inflation - blocks;
}

function concentrate(times: Float64Array, count: number, period: number): number {
  const perTurn = TABLE / period;
  const burst = BURST * period;
  const blockLength = BLOCK_TURNS * period;
  let ratio = 0;
  let vectors = 0;
  let events = 0;
  let filled = 0;
  let blockEnd = times[0] + blockLength;
  let x = 0;
  let y = 0;
  let n = 0;
  let previous = Number.NEGATIVE_INFINITY;
  for (let i = 0; i <= count; i++) {
    const time = i < count ? times[i] : Number.POSITIVE_INFINITY;
    if (time >= blockEnd) {
      if (n > 1) {
        const length = Math.sqrt(x * x + y * y);
        ratio += n * vonMisesGain(length / n) - 1;
        vectors += length;
        events += n;
        filled++;
      }
      if (i === count) break;
      x = y = n = 0;
      blockEnd = time + blockLength;
    }
    if (time - previous >= burst) {
      const at = ((time - times[0]) * perTurn) & (TABLE - 1);
      x += cosine[at];
      y += sine[at];
      n++;
    }
    previous = time;
  }
  if (ratio > fit.ratio) {
    fit.ratio = ratio;
    fit.period = period;
    fit.concentration = events === 0 ? 0 : vectors / events;
    blocks = filled;
  }
  return ratio;
}

/** Gain in nats an event: κR − ln I₀(κ) at the most likely κ, with Best and Fisher's approximation of κ (1981). */
function vonMisesGain(length: number): number {
  const r = Math.min(length, 0.999);
  const kappa =
    r < 0.53
      ? 2 * r + r * r * r + (5 * r ** 5) / 6
      : r < 0.85
        ? -0.4 + 1.39 * r + 0.43 / (1 - r)
        : 1 / (r * r * r - 4 * r * r + 3 * r);
  return kappa * r - logBessel0(kappa);
}

/** ln I₀ (Abramowitz & Stegun 9.8.1 and 9.8.2, shortened). */
function logBessel0(kappa: number): number {
  if (kappa < 3.75) {
    const t = (kappa / 3.75) ** 2;
    return Math.log(
      1 + t * (3.5156229 + t * (3.0899424 + t * (1.2067492 + t * (0.2659732 + t * (0.0360768 + t * 0.0045813))))),
    );
  }
  const t = 3.75 / kappa;
  const tail = 0.39894228 + t * (0.01328592 + t * (0.00225319 - t * (0.00157565 - t * 0.00916281)));
  return kappa - 0.5 * Math.log(kappa) + Math.log(tail);
}
