// How likely intervals are of a beacon on a device that rests, as series.mjs makes them: a chain of turns and gaps whose chances were counted on 4000
// made devices. For the reference test of oracle.mjs, which tells it turns, missing share and family. Not strict: rests end as if by chance.

import { COMB_FROM, LOG_STEPS } from '../../dist/models/comb-tables.js';
import { OPENING_STEPS, RATIO_FROM, RATIO_STEPS, restingTables } from '../../dist/models/resting-tables.js';

/** Rests in a series, on average. */
const RESTS = 2;
/** Of rests: those that last until a first window; of windows: those that another follows; of last windows: those that a turn follows at once. */
const WINDOWED = 0.84;
const STAYS = 0.6;
const AT_ONCE = 0.19;
const LEAST = 1e-6;
const { opening, grownFirst, grown, cut } = restingTables();

const anyGap = (x, to) => (x > Math.log(0.95) && x < to ? 1 / (to - Math.log(0.95)) : 0);

/** ln of the density per unit of each logarithm. `logs`: of intervals, in order; `turn`: (ln(interval / period)) → density; `missing`: chance of it. */
export function dozingLikelihood(logs, period, turn, missing) {
  const falls = Math.min(0.4, RESTS / Math.max(1, 0.7 * logs.length));
  const kept = 1 - missing;
  let awake = 1;
  let first = 0;
  let later = 0;
  let sum = 0;
  for (let i = 0; i < logs.length; i++) {
    const x = logs[i] - period;
    const any = anyGap(x, 4) + LEAST;
    const isTurn = turn(x);
    const step = Math.round(x * LOG_STEPS) - COMB_FROM;
    const opened = step >= 0 && step < OPENING_STEPS ? opening[step] : 0;
    const ratio = i === 0 ? -1 : Math.round((logs[i] - logs[i - 1]) * LOG_STEPS) - RATIO_FROM;
    const near = ratio >= 0 && ratio < RATIO_STEPS;
    const lost = missing * any;
    const ended = AT_ONCE * isTurn + (1 - AT_ONCE) * (kept * (near && x > 0 ? cut[ratio] : 0) + lost);
    const toFirst = awake * falls * WINDOWED * (kept * opened + lost);
    const toLater = near
      ? STAYS * (first * (kept * grownFirst[ratio] + lost) + later * (kept * grown[ratio] + lost))
      : STAYS * (first + later) * lost;
    awake = awake * ((1 - falls) * isTurn + falls * (1 - WINDOWED) * any) + (first + later) * (1 - STAYS) * ended;
    const all = awake + toFirst + toLater + LEAST ** 4;
    sum += Math.log(all);
    awake /= all;
    first = toFirst / all;
    later = toLater / all;
  }
  return sum;
}

/** One to three gaps anywhere, of at most as long as the device sleeps, which is up to three fifths of the time. */
export function sleepingLikelihood(logs, period, turn) {
  const count = logs.length;
  const to = Math.log(Math.max(3, 2.2 * count));
  let none = 1;
  let one = 0;
  let two = 0;
  let three = 0;
  let sum = 0;
  for (const log of logs) {
    const x = log - period;
    const isTurn = turn(x);
    const gap = anyGap(x, to) + LEAST;
    three = three * isTurn + two * gap;
    two = two * isTurn + one * gap;
    one = one * isTurn + none * gap;
    none *= isTurn;
    const all = none + one + two + three + LEAST ** 4;
    sum += Math.log(all);
    none /= all;
    one /= all;
    two /= all;
    three /= all;
  }
  const places = [1, count, (count * (count - 1)) / 2, (count * (count - 1) * (count - 2)) / 6];
  return sum + Math.log((one / places[1] + two / Math.max(1, places[2]) + three / Math.max(1, places[3])) / 3);
}
