// Periods that events keep over others that come between: distances to the next four events, counted on the logarithmic scale, where one
// distance stands out from its neighbours. Only proposes periods; the clock's test judges them.

import { LOG_STEPS } from './comb-tables.ts';

const LAGS = 4;
/** Steps of the logarithmic scale in a cell: 1.6 %. */
const CELL = 4;
/** Cells on both sides that a peak is compared with. */
const AROUND = 12;
/** ln of 1 s to ln of 12 days, in µs. */
const FIRST = Math.floor((Math.log(1e6) * LOG_STEPS) / CELL);
const CELLS = Math.ceil((14 * LOG_STEPS) / CELL);
const PROPOSED = 5;
const EVENTS_MAX = 1024;

const counts = new Int32Array(CELLS + 1);
const sums = new Int32Array(CELLS + 1);
const proposed = new Float64Array(PROPOSED);
const excesses = new Float64Array(PROPOSED);

/** Periods in µs, 0 for none; reused by the next call. `timesUs[0 … count − 1]` ascending. */
export function lagCandidates(timesUs: Float64Array, count: number): Float64Array {
  counts.fill(0);
  proposed.fill(0);
  excesses.fill(0);
  const used = Math.min(count, EVENTS_MAX);
  for (let i = 0; i < used; i++) {
    const last = Math.min(used - 1, i + LAGS);
    for (let j = i + 1; j <= last; j++) {
      const cell = Math.floor((Math.log(timesUs[j] - timesUs[i]) * LOG_STEPS) / CELL) - FIRST;
      if (cell >= 0 && cell < CELLS) counts[cell]++;
    }
  }
  for (let cell = 0; cell < CELLS; cell++) sums[cell + 1] = sums[cell] + counts[cell];
  for (let cell = 0; cell < CELLS; cell++) {
    if (counts[cell] < 2) continue;
    const from = Math.max(0, cell - AROUND);
    const to = Math.min(CELLS, cell + AROUND + 1);
    const expected = (sums[to] - sums[from] - counts[cell]) / (to - from - 1);
    propose(cell, (counts[cell] - expected) / Math.sqrt(expected + 1));
  }
  return proposed;
}

function propose(cell: number, excess: number): void {
  let worst = 0;
  for (let i = 1; i < PROPOSED; i++) if (excesses[i] < excesses[worst]) worst = i;
  if (excess <= excesses[worst]) return;
  excesses[worst] = excess;
  proposed[worst] = Math.exp(((cell + FIRST + 0.5) * CELL) / LOG_STEPS);
}
