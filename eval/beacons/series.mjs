// Made series of events of which the truth is known: beacons on a product grid, and irregular traffic in eight families.
// A series: { timesUs (ascending), sizes (bytes), spanS, periodS and ownUs, the beacon's own events (both beacons only) }.

import { between, exponential, gamma, geometric, logBetween, logNormal, normal, pick } from './random.mjs';

export const JITTERS = [0, 0.05, 0.1, 0.2, 0.3, 0.5];
export const MISSING = [0, 0.1, 0.2, 0.4];
export const NOISE = [0, 0.3, 0.6, 0.75];
export const SPANS_S = [600, 1800, 7200, 86_400];
/** So many periods fit into the span, log-uniform. */
export const PERIODS_MIN = 6;
export const PERIODS_MAX = 160;

/**
 * How a beacon keeps time. `jitter` is x:
 * clocked: a tick every T and a delay of up to x·T behind it; renewal: sleeps T·(1 ± x); one-sided: sleeps T·(1 − 0…x), as Cobalt Strike does;
 * flex: once in the last x of every period, at the start of that window in half of the cases, as WorkManager does;
 * Doze-deferred: renewal, but while the device dozes a due beacon waits for the next maintenance window, and these grow rarer;
 * sleeping: renewal, silent while the device sleeps, at once when it wakes.
 * `sentShare`: beacons sent over periods in the span, measured for the last two.
 */
export const BEACON_FAMILIES = {
  clocked: {
    make: (random, spanS, periodS, jitter) => ticks(random, spanS, periodS, () => jitter * random()),
    sentShare: () => 1,
  },
  renewal: {
    make: (random, spanS, periodS, jitter) => sleeps(random, spanS, () => periodS * (1 + jitter * (2 * random() - 1))),
    sentShare: () => 1,
  },
  'one-sided': {
    make: (random, spanS, periodS, jitter) => sleeps(random, spanS, () => periodS * (1 - jitter * random())),
    sentShare: (jitter) => 1 / (1 - jitter / 2),
  },
  flex: {
    make: (random, spanS, periodS, jitter) =>
      ticks(random, spanS, periodS, () => 1 - jitter + (random() < 0.5 ? 0 : jitter * random())),
    sentShare: () => 1,
  },
  'Doze-deferred': { make: deferred, sentShare: () => 0.65 },
  sleeping: { make: sleeping, sentShare: () => 0.55 },
};

function ticks(random, spanS, periodS, offset) {
  const times = [];
  for (let tick = (random() - 1) * periodS; tick < spanS; tick += periodS) {
    const time = tick + offset() * periodS;
    if (time >= 0 && time < spanS) times.push(time);
  }
  return { times, awake: [[0, spanS]] };
}

function sleeps(random, spanS, interval) {
  const times = [];
  for (let time = random() * interval(); time < spanS; time += interval()) times.push(time);
  return { times, awake: [[0, spanS]] };
}

/** One to three times in a span the device falls asleep, for a third to three fifths of the span in all. */
function restsOf(random, spanS) {
  const count = 1 + Math.floor(3 * random());
  const asleep = between(random, 0.3, 0.6) * spanS;
  const cuts = Array.from({ length: count }, () => random() * (spanS - asleep)).sort((a, b) => a - b);
  const shares = Array.from({ length: count }, () => 0.3 + random());
  const total = shares.reduce((sum, share) => sum + share, 0);
  let slept = 0;
  return cuts.map((cut, i) => {
    const from = cut + slept;
    slept += (asleep * shares[i]) / total;
    return [from, cut + slept];
  });
}

function awakeBetween(rests, spanS) {
  return [0, ...rests.map(([, to]) => to)].map((from, i) => [from, rests[i]?.[0] ?? spanS]);
}

function deferred(random, spanS, periodS, jitter) {
  const interval = () => periodS * (1 + jitter * (2 * random() - 1));
  const late = () => Math.min(2, 0.02 * periodS) * random();
  const rests = restsOf(random, spanS);
  const times = [];
  let due = random() * periodS;
  for (const [from, to] of rests) {
    for (; due < from; due += interval()) times.push(due);
    let gap = between(random, 1.5, 4) * periodS;
    for (let window = from + gap; window < to; window += gap) {
      if (due <= window) {
        times.push(window + late());
        due = times[times.length - 1] + interval();
      }
      gap *= between(random, 1.3, 2);
    }
    if (due < to) due = to + late();
  }
  for (; due < spanS; due += interval()) times.push(due);
  return { times, awake: awakeBetween(rests, spanS) };
}

function sleeping(random, spanS, periodS, jitter) {
  const rests = restsOf(random, spanS);
  const awake = awakeBetween(rests, spanS);
  const times = [];
  for (const [from, to] of awake) {
    let time = from + (from === 0 ? random() * periodS : Math.min(2, 0.02 * periodS) * random());
    for (; time < to; time += periodS * (1 + jitter * (2 * random() - 1))) times.push(time);
  }
  return { times, awake };
}

/** `cell`: { family, jitter, missing, noise, spanS, marked }. Noise is the share of all events that are not of the beacon. */
export function beaconSeries(random, cell) {
  const { make, sentShare } = BEACON_FAMILIES[cell.family];
  const periodS = (cell.spanS * sentShare(cell.jitter)) / logBetween(random, PERIODS_MIN, PERIODS_MAX);
  const { times, awake } = make(random, cell.spanS, periodS, cell.jitter);
  const kept = times.filter(() => random() >= cell.missing);
  const noise = humanEvents(random, Math.round((kept.length * cell.noise) / (1 - cell.noise)), awake);
  const beaconBytes = logBetween(random, 150, 3000);
  const events = [
    ...kept.map((time) => ({ time, size: cell.marked ? beaconBytes * between(random, 0.98, 1.02) : anySize(random) })),
    ...noise.map((time) => ({ time, size: anySize(random) })),
  ];
  return { ...series(events, cell.spanS), periodS, beacons: kept.length, ownUs: Float64Array.from(kept, microseconds) };
}

/** Bursts as people make them: at any time while the device is awake, four events on average, some seconds apart. */
function humanEvents(random, count, awake) {
  const total = awake.reduce((sum, [from, to]) => sum + to - from, 0);
  const times = [];
  while (times.length < count) {
    let at = random() * total;
    let stretch = 0;
    while (stretch < awake.length - 1 && at > awake[stretch][1] - awake[stretch][0]) {
      at -= awake[stretch][1] - awake[stretch][0];
      stretch++;
    }
    const [from, to] = awake[stretch];
    let time = from + at;
    for (let left = geometric(random, 4); left > 0 && times.length < count && time < to; left--) {
      times.push(time);
      time += 3 * logNormal(random, 1);
    }
  }
  return times;
}

/** Irregular traffic; each takes the number of events wanted and returns times in any unit, which are scaled to the span. */
export const BENIGN_FAMILIES = {
  Poisson: renewal((random) => () => exponential(random)),
  'log-normal': renewal((random) => {
    const sigma = between(random, 0.5, 1.5);
    return () => logNormal(random, sigma);
  }),
  Weibull: renewal((random) => {
    const shape = between(random, 0.6, 1.7);
    return () => exponential(random) ** (1 / shape);
  }),
  gamma: renewal((random) => {
    const shape = between(random, 0.5, 0.7) ** -2;
    return () => gamma(random, shape);
  }),
  sessions: (random, count) => {
    const times = [];
    const rarity = logBetween(random, 10, 300);
    for (let time = 0; times.length < count; time += rarity * exponential(random)) {
      let at = time;
      for (let left = geometric(random, 5); left > 0; left--) {
        times.push(at);
        at += 3 * logNormal(random, 1);
      }
    }
    return times.sort((a, b) => a - b).slice(0, count);
  },
  'back-off': (random, count) => {
    const times = [];
    const factor = between(random, 1.5, 2.5);
    for (let time = 0; times.length < count; time += 200 * exponential(random)) {
      let wait = between(random, 1, 4);
      for (let left = 1 + Math.floor(random() * 7); left > 0 && times.length < count; left--) {
        times.push(time);
        time += wait * between(random, 0.8, 1.2);
        wait *= factor;
      }
    }
    return times;
  },
  diurnal: (random, count) => {
    const times = [];
    const turns = between(random, 0.5, 2);
    const phase = random();
    while (times.length < count) {
      const time = random();
      if (random() < (1 + 0.95 * Math.sin(2 * Math.PI * (turns * time + phase))) / 2) times.push(time);
    }
    return times.sort((a, b) => a - b);
  },
  Pareto: renewal((random) => {
    const alpha = between(random, 1.1, 2);
    return () => (1 - random()) ** (-1 / alpha);
  }),
};

function renewal(draw) {
  return (random, count) => {
    const interval = draw(random);
    const times = [];
    for (let time = 0; times.length < count; time += interval()) times.push(time);
    return times;
  };
}

/** As many events as the beacons of the grid have, noise included. */
export function benignSeries(
  random,
  family,
  spanS = pick(random, SPANS_S),
  count = Math.round(logBetween(random, 6, 400)),
) {
  const times = BENIGN_FAMILIES[family](random, count);
  const scale = (spanS * between(random, 0.7, 1)) / (times[times.length - 1] - times[0] || 1);
  const kind = Math.floor(random() * 3);
  const fixed = [0, 1, 2].map(() => logBetween(random, 150, 3000));
  const size = () => {
    if (kind === 0) return fixed[0] * between(random, 0.98, 1.02);
    return kind === 1 ? pick(random, fixed) * between(random, 0.98, 1.02) : anySize(random);
  };
  return series(
    times.map((time) => ({ time: (time - times[0]) * scale, size: size() })),
    spanS,
  );
}

function anySize(random) {
  return Math.min(60_000, 60 + 800 * Math.exp(normal(random)));
}

/** A day of 2026, so that times have the size of real ones. */
const EPOCH_US = 1_790_000_000_000_000;

const microseconds = (time) => EPOCH_US + Math.round(time * 1e6);

function series(events, spanS) {
  events.sort((a, b) => a.time - b.time);
  return {
    timesUs: Float64Array.from(events, ({ time }) => microseconds(time)),
    sizes: Float64Array.from(events, ({ size }) => Math.round(size)),
    spanS,
    startUs: EPOCH_US,
  };
}
