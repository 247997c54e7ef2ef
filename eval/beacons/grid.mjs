// The grid of made series: beacons in every cell of the product, irregular series of eight families; scored by cipherscope and by all baselines.

import { BASELINES } from './baselines.mjs';
import { randomFrom } from './random.mjs';
import {
  BEACON_FAMILIES,
  BENIGN_FAMILIES,
  beaconSeries,
  benignSeries,
  JITTERS,
  MISSING,
  NOISE,
  SPANS_S,
} from './series.mjs';

/** Seeds of the report begin at 2,000,000; those of calibration and design are below. */
export const seeds = { first: 2_000_000 };

export function gridCells() {
  return Object.keys(BEACON_FAMILIES).flatMap((family) =>
    JITTERS.flatMap((jitter) =>
      MISSING.flatMap((missing) =>
        NOISE.flatMap((noise) =>
          SPANS_S.flatMap((spanS) =>
            [false, true].map((marked) => ({ family, jitter, missing, noise, spanS, marked })),
          ),
        ),
      ),
    ),
  );
}

/** `judge`: (series) → { pValue, periodS, activations }. Rows of beacons: cell, p-value, period and its truth; baselines on every second cell. */
export function scoreBeacons(judge, seriesPerCell, seed = seeds.first) {
  const random = randomFrom(seed);
  const rows = [];
  for (let repeat = 0; repeat < seriesPerCell; repeat++) {
    for (const [i, cell] of gridCells().entries()) {
      const series = beaconSeries(random, cell);
      const { periodS: truthS, beacons } = series;
      rows.push({ ...cell, ...scored(judge, series, repeat === 0 && ((i >> 1) + i) % 2 === 0), truthS, beacons });
    }
  }
  return rows;
}

export function scoreBenign(judge, series, withBaselines, seed = seeds.first + 1) {
  const random = randomFrom(seed);
  const families = Object.keys(BENIGN_FAMILIES);
  return Array.from({ length: series }, (_, i) => {
    const family = families[i % families.length];
    return { family, ...scored(judge, benignSeries(random, family), i < withBaselines) };
  });
}

function scored(judge, series, withBaselines) {
  // Baselines have no answer to fewer than two events.
  const baselines =
    withBaselines &&
    Object.fromEntries(
      Object.entries(BASELINES).map(([name, score]) => [
        name,
        series.timesUs.length < 2 ? Number.NEGATIVE_INFINITY : finite(score(series)),
      ]),
    );
  return { ...judge(series), ...(withBaselines ? { baselines } : {}) };
}

const finite = (score) => (Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score);
