// Pairs that only share their wake-ups: crypto calls and sends that one alarm or push triggers, in no order and with no tie. How often the
// coincidence test is wrong about them, beside a plain Poisson rate of the sends, which takes them for independent.

import { proportion } from '../proportion.mjs';
import { Random } from './random.mjs';

const PAIRS = 2000;
const LEVELS = [0.05, 0.01];

export async function benignPairs(seed) {
  const { judgeCoincidence } = await import('../../dist/models/coincidence.js');
  const own = LEVELS.map(() => 0);
  const poisson = LEVELS.map(() => 0);
  let judged = 0;
  for (let pair = 0; pair < PAIRS; pair++) {
    const { calls, sends } = drawPair(new Random(`pair ${seed} ${pair}`));
    const activity = [...calls, ...sends].sort((a, b) => a - b);
    const found = judgeCoincidence(calls, sends, activity, 10e6);
    if (found === undefined) continue;
    judged++;
    const chance = poissonChance(found, sends, activity);
    LEVELS.forEach((level, i) => {
      if (found.pValue <= level) own[i]++;
      if (chance <= level) poisson[i]++;
    });
  }
  return {
    pairs: PAIRS,
    judged,
    rows: LEVELS.map((level, i) => ({
      level,
      shifts: proportion(own[i], judged),
      poisson: proportion(poisson[i], judged),
    })),
  };
}

/** Wake-ups at a beat; in each, calls and sends somewhere within the seconds that the app stays awake. */
function drawPair(random) {
  const calls = [];
  const sends = [];
  const period = random.between(120e6, 1800e6);
  const awake = random.between(4e6, 40e6);
  for (let at = 0; at < random.between(3, 24) * 3600e6 && calls.length < 200; at += period * random.between(0.8, 1.2)) {
    for (let i = random.whole(1, 3); i > 0; i--) calls.push(at + random.between(0, awake));
    for (let i = random.whole(1, 4); i > 0; i--) sends.push(at + random.between(0, awake));
  }
  return { calls: calls.sort((a, b) => a - b), sends: sends.sort((a, b) => a - b) };
}

/** As many hits or more, had the sends come at one even rate over the whole time. */
function poissonChance({ hits, calls, windowUs }, sends, activity) {
  const rate = sends.length / Math.max(1, activity[activity.length - 1] - activity[0]);
  const one = 1 - Math.exp(-rate * windowUs);
  let tail = 0;
  let log = 0;
  for (let k = 0; k <= calls; k++) {
    if (k > 0) log += Math.log(calls - k + 1) - Math.log(k);
    if (k >= hits) tail += Math.exp(log + k * Math.log(one) + (calls - k) * Math.log1p(-one));
  }
  return Math.min(1, tail);
}
