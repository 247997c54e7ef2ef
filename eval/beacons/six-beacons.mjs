// Six beacons, no more: how many are called at a p-value of 1 %, by jitter, for each family.

import { proportion } from '../proportion.mjs';
import { seeds } from './grid.mjs';
import { logBetween, randomFrom } from './random.mjs';
import { BEACON_FAMILIES } from './series.mjs';

const EPOCH_US = 1_790_000_000_000_000;

export function sixBeacons(judge, series) {
  const random = randomFrom(seeds.first + 15);
  return [0, 0.05, 0.1].flatMap((jitter) =>
    ['clocked', 'renewal', 'one-sided', 'flex'].map((family) => {
      let found = 0;
      for (let i = 0; i < series; i++) {
        const period = logBetween(random, 20, 900);
        const { times } = BEACON_FAMILIES[family].make(random, 12 * period, period, jitter);
        const timesUs = Float64Array.from(times.slice(0, 6), (time) => EPOCH_US + Math.round(time * 1e6));
        if (judge({ timesUs, sizes: undefined }).pValue <= 0.01) found++;
      }
      return { jitter, family, ...proportion(found, series) };
    }),
  );
}
