// From a score to a p-value: how often irregular traffic with as many activations scores as high. The table is made by simulation of eight
// families (`node eval/beacons/calibrate.mjs`): the three that score highest, and a quarter as much again for kinds that are not among them, of
// the rows around the number, and never less than with fewer activations; beyond it the tail falls off exponentially.

import { RHYTHM_TAIL } from './rhythm-tail-table.ts';

/** Scores (nats) that irregular traffic reaches with each chance, by number of activations, ascending. */
export interface TailTable {
  readonly chances: readonly number[];
  readonly rows: readonly { readonly activations: number; readonly scores: readonly number[] }[];
}

/** No smaller p-value is given: beyond it nothing was checked. */
export const LEAST_P = 1e-12;
/** Likelihood ratios fall off as e⁻ˣ at best (Markov's inequality). */
const STEEPEST = 1;

/** Chance of a score of at least `score` (nats) from `activations` irregular ones. */
export function rhythmPValue(activations: number, score: number, table: TailTable = RHYTHM_TAIL): number {
  const { rows } = table;
  let upper = 0;
  while (upper < rows.length - 1 && rows[upper].activations < activations) upper++;
  const lower = Math.max(0, upper - 1);
  // The higher of the two rows: what chance made of a single row must not make a p-value too small.
  const scoreAt = (chance: number) =>
    (chance === 0 ? Math.min : Math.max)(rows[lower].scores[chance], rows[upper].scores[chance]);
  return Math.max(LEAST_P, Math.min(1, chanceOf(table.chances, scoreAt, score)));
}

function chanceOf(chances: readonly number[], scoreAt: (chance: number) => number, score: number): number {
  const last = chances.length - 1;
  let previous = scoreAt(0);
  if (score <= previous) return 1;
  for (let i = 1; i <= last; i++) {
    const next = scoreAt(i);
    if (score < next) {
      const within = (score - previous) / (next - previous);
      return chances[i - 1] * (chances[i] / chances[i - 1]) ** within;
    }
    previous = next;
  }
  const bend = scoreAt(last - TAIL_ROWS);
  const slope = Math.min(
    STEEPEST,
    Math.log(chances[last - TAIL_ROWS] / chances[last]) / Math.max(0.1, previous - bend),
  );
  return chances[last] * Math.exp(-slope * (score - previous));
}

/** The tail's slope is that between the last chance and the one this many before it. */
const TAIL_ROWS = 3;
