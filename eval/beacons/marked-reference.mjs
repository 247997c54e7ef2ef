// `node eval/beacons/marked-reference.mjs`: how far size marks can help, on design seeds. Of beacons among three times as many other events, all
// of one size: how many are found at 1 % of irregular series by cipherscope, and by the same test told which events are the beacon's, which
// is all that sizes could say. Prints a table.

import { judgeSeries } from '../../dist/models/series-rhythm.js';
import { proportion } from '../proportion.mjs';
import { gridCells } from './grid.mjs';
import { randomFrom } from './random.mjs';
import { thresholdAt } from './rates.mjs';
import { BENIGN_FAMILIES, beaconSeries, benignSeries } from './series.mjs';

const SEED = 450_000;
const IRREGULAR = 4000;
const NOISE = 0.75;
/** Series of each cell. */
const REPEATS = 2;

const random = randomFrom(SEED);
const score = (timesUs, sizes) => -Math.log(judgeSeries(timesUs, sizes, timesUs.length).pValue);
const families = Object.keys(BENIGN_FAMILIES);
const irregular = Array.from({ length: IRREGULAR }, (_, i) => {
  const { timesUs, sizes } = benignSeries(random, families[i % families.length]);
  return { found: score(timesUs, sizes), told: score(timesUs, undefined) };
});
const limits = {
  found: thresholdAt(
    irregular.map(({ found }) => found),
    0.01,
  ),
  told: thresholdAt(
    irregular.map(({ told }) => told),
    0.01,
  ),
};
const cells = gridCells().filter(({ noise, marked }) => noise === NOISE && marked);
const rows = Array.from({ length: REPEATS }, () => cells)
  .flat()
  .map((cell) => {
    const { timesUs, sizes, ownUs } = beaconSeries(random, cell);
    return {
      beacons: ownUs.length,
      found: score(timesUs, sizes) > limits.found,
      told: score(ownUs, undefined) > limits.told,
    };
  });

for (const [from, to] of [
  [0, Number.POSITIVE_INFINITY],
  [0, 4],
  [5, 8],
  [9, 16],
  [17, 50],
  [51, Number.POSITIVE_INFINITY],
]) {
  const some = rows.filter(({ beacons }) => beacons >= from && beacons <= to);
  const of = (key) => {
    const { count, of: all, share, at_most } = proportion(some.filter((row) => row[key]).length, some.length);
    return `${(100 * share).toFixed(1)} % (${count} of ${all}, ≤ ${(100 * at_most).toFixed(1)} %)`;
  };
  console.log(`${from} to ${to} beacons seen: cipherscope ${of('found')}, told which events ${of('told')}`);
}
