// What the grid does not ask: false discoveries over many channels, how soon a beacon is found, watching while it grows, periodic but harmless
// traffic, several rhythms in one channel, clocks that drift, families of irregular traffic that calibration has not seen.

import { proportion, rounded } from '../proportion.mjs';
import { simulateScores, tailTable } from './calibrate.mjs';
import { seeds } from './grid.mjs';
import { between, logBetween, pick, randomFrom } from './random.mjs';
import { BEACON_FAMILIES, BENIGN_FAMILIES, beaconSeries, benignSeries, JITTERS, MISSING, SPANS_S } from './series.mjs';

const EPOCH_US = 1_790_000_000_000_000;

/** Runs of 1000 channels of which 20 are beacons (noise ≤ 30 %): share of false ones among those called, and of beacons called. */
export function falseDiscovery(judge, rates, runs) {
  const random = randomFrom(seeds.first + 10);
  const families = Object.keys(BENIGN_FAMILIES);
  const beacon = () =>
    beaconSeries(random, {
      family: pick(random, Object.keys(BEACON_FAMILIES)),
      jitter: pick(random, JITTERS),
      missing: pick(random, MISSING),
      noise: pick(random, [0, 0.3]),
      spanS: pick(random, SPANS_S),
      marked: random() < 0.5,
    });
  const levels = [0.05, 0.1].map((level) => ({ level, shares: 0, found: 0 }));
  for (let run = 0; run < runs; run++) {
    const qValues = rates(
      Array.from(
        { length: 1000 },
        (_, i) => judge(i < 20 ? beacon() : benignSeries(random, families[i % families.length])).pValue,
      ),
    );
    for (const at of levels) {
      const called = qValues.map((q) => q <= at.level);
      const right = called.slice(0, 20).filter(Boolean).length;
      const all = called.filter(Boolean).length;
      at.shares += all === 0 ? 0 : (all - right) / all;
      at.found += right;
    }
  }
  return levels.map(({ level, shares, found }) => ({
    q: level,
    runs,
    realised: rounded(shares / runs),
    power: rounded(found / (20 * runs)),
  }));
}

/** Events until the p-value first reaches `threshold`, at 13 looks; median over renewal beacons, and the share never found. */
export function delay(judge, threshold, series) {
  const random = randomFrom(seeds.first + 11);
  return JITTERS.flatMap((jitter) =>
    [0, 0.2].map((missing) => {
      const firsts = Array.from({ length: series }, () => {
        const whole = beaconSeries(random, {
          family: 'renewal',
          jitter,
          missing,
          noise: 0,
          spanS: 7200,
          marked: false,
        });
        return firstLook(judge, whole, threshold) ?? Number.POSITIVE_INFINITY;
      }).sort((a, b) => a - b);
      const median = firsts[firsts.length >> 1];
      return {
        jitter,
        missing,
        median_events: Number.isFinite(median) ? median : undefined,
        never: rounded(firsts.filter((first) => !Number.isFinite(first)).length / series),
      };
    }),
  );
}

const LOOKS = [5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 60, 100];

function firstLook(judge, { timesUs, sizes, ...rest }, threshold) {
  return LOOKS.find(
    (events) =>
      events <= timesUs.length &&
      judge({ ...rest, timesUs: timesUs.slice(0, events), sizes: sizes.slice(0, events) }).pValue <= threshold,
  );
}

/** Irregular series of 100 events and more that ever reach the threshold at one of 13 looks. */
export function peeking(judge, threshold, series) {
  const random = randomFrom(seeds.first + 12);
  const families = Object.keys(BENIGN_FAMILIES);
  let crossed = 0;
  for (let i = 0; i < series; i++) {
    const whole = benignSeries(random, families[i % families.length], undefined, 100);
    if (firstLook(judge, whole, threshold) !== undefined) crossed++;
  }
  return { threshold, ...proportion(crossed, series) };
}

/** Traffic that is periodic for a good reason: it is to be called periodic, with its period. */
export function periodicButBenign(judge, series) {
  const random = randomFrom(seeds.first + 13);
  const kinds = {
    'push keep-alive, 28 min': () => turns(random, 86_400, () => 1680 + between(random, -2, 2)),
    'NTP, 64 s': () => turns(random, 7200, () => 64 + between(random, -0.5, 0.5)),
    'media segments, 6 s': () => turns(random, 600, () => 6 + between(random, -1, 1)),
    'captive-portal check, 15 min ± 5 %': () => turns(random, 86_400, () => 900 * between(random, 0.95, 1.05)),
    'telemetry SDK, 30 s, a third skipped': () =>
      turns(random, 1800, () => (random() < 1 / 3 ? 60 : 30) + between(random, -1, 1)),
  };
  return Object.entries(kinds).map(([kind, make]) => {
    const found = Array.from({ length: series }, () => judge(make()));
    return { kind, ...proportion(found.filter(({ pValue }) => pValue <= 0.01).length, series) };
  });
}

function turns(random, spanS, interval) {
  const times = [];
  for (let time = random() * interval(); time < spanS; time += interval()) times.push(time);
  return made(times, spanS);
}

function made(times, spanS) {
  times.sort((a, b) => a - b);
  const timesUs = Float64Array.from(times, (time) => EPOCH_US + Math.round(time * 1e6));
  return { timesUs, sizes: new Float64Array(times.length).fill(500), spanS, startUs: EPOCH_US };
}

/** Two clocks in one channel: both periods found to 2 %; and clocks that drift steadily. */
export function severalAndDrifting(judge, series) {
  const random = randomFrom(seeds.first + 14);
  const near = (found, truth) => found !== undefined && Math.abs(found / truth - 1) <= 0.02;
  let one = 0;
  let both = 0;
  for (let i = 0; i < series; i++) {
    const first = logBetween(random, 40, 90);
    const second = first * between(random, 1.6, 3.7);
    const times = [first, second].flatMap((period) =>
      Array.from({ length: Math.floor(7200 / period) }, (_, k) => (k + 0.5) * period * (1 + 0.002 * (random() - 0.5))),
    );
    const { pValue, periodS, othersS } = judge(made(times, 7200));
    const periods = pValue <= 0.01 ? [periodS, ...othersS] : [];
    const hits = [first, second].filter((truth) => periods.some((period) => near(period, truth))).length;
    if (hits > 0) one++;
    if (hits === 2) both++;
  }
  const drifts = [0.0005, 0.01, 0.05].map((drift) => {
    let found = 0;
    for (let i = 0; i < series; i++) {
      const period = logBetween(random, 45, 300);
      const times = [];
      for (
        let time = random() * period;
        time < 7200;
        time += period * (1 + (drift * time) / 7200) * between(random, 0.98, 1.02)
      )
        times.push(time);
      if (judge(made(times, 7200)).pValue <= 0.01) found++;
    }
    return { drift, ...proportion(found, series) };
  });
  return { two_periods: { one: proportion(one, series), both: proportion(both, series) }, drifts };
}

/** Calibration without each family in turn: how often that family is then called at a nominal p-value of 1 %. */
export function leaveOneOut({ testRhythm, rhythmPValue }, seriesPerRow, seriesPerFamily) {
  const design = simulateScores(testRhythm, seriesPerRow, 5000);
  return Object.keys(BENIGN_FAMILIES).map((family, at) => {
    const table = tailTable(design, family);
    const random = randomFrom(seeds.first + 20 + at);
    let called = 0;
    for (let i = 0; i < seriesPerFamily; i++) {
      const { timesUs } = benignSeries(random, family);
      const { activations, score } = testRhythm(timesUs, timesUs.length);
      if (activations >= 5 && rhythmPValue(activations, score, table) <= 0.01) called++;
    }
    return { family, ...proportion(called, seriesPerFamily) };
  });
}
