// A clock that keeps its phase over the whole series: every event comes within a window of its period, however wide, or most do and others come
// at any time. Intervals forget the phase, so that wide delays hide a clock from them. Event times are turned, nothing is binned.

import { sortFirst } from '../features/order-statistics.ts';
import { COMB_MISSING, type CombShape, LOG_STEPS } from './comb-tables.ts';
import { irregularLogLikelihood } from './irregular-likelihood.ts';
import { LogSum } from './log-sum.ts';
import { RepeatedLogSum } from './repeated-log-sum.ts';

/** Events looked at, from the start. */
const EVENTS_MAX = 128;
/** Turns in the span, over the events: skipped turns make them more, other events fewer. */
const TURNS_MOST = 1.7;
const TURNS_LEAST = 0.25;
const TURNS_MIN = 4;
/** Turns between two rates that are tried: the phase of the last event moves by so much. */
const STEP = 0.2;
/** Around the best, in turns over the span. */
const FINE = [-0.12, -0.06, 0, 0.06, 0.12];
const FINE_STEP = 0.06;
const PEAKS = 3;
/** Periods whose leading events are looked for together differ by this factor at most. */
const ALIKE = 1.25;
/** An event nearer than this share of a period to the one before says nothing of its own: bursts would look like a phase. */
const LEADING = 0.3;
/** Windows over the period, and the shares of events that are the clock's. */
const WINDOWS = [0.12, 0.3, 0.5];
const SHARES = [0.9, 0.65, 0.4];
/** ln of how much likelier an event is than at any phase: in the window, by window and share, and out of it, by share. */
const INSIDE = WINDOWS.map((window) => SHARES.map((share) => Math.log(1 - share + share / window)));
const OUTSIDE = SHARES.map((share) => Math.log(1 - share));
const PHASES = 24;
/** Windows that hold all events. */
const WHOLE = [0.1, 0.2, 0.3, 0.4, 0.5];
const WIDEST = WHOLE[WHOLE.length - 1];

export interface ClockFit {
  /** Nats against irregular events: of a clock among others, and of one that all events keep; −∞ when none was tried. */
  readonly among: number;
  readonly whole: number;
  /** Of the best. */
  readonly periodUs: number;
  readonly shape: CombShape;
}

const times = new Float64Array(EVENTS_MAX);
const steps = new Int32Array(EVENTS_MAX);
const cosines = new Float64Array(EVENTS_MAX);
const sines = new Float64Array(EVENTS_MAX);
const turnCosines = new Float64Array(EVENTS_MAX);
const turnSines = new Float64Array(EVENTS_MAX);
const phases = new Float64Array(EVENTS_MAX);
const peakTurns = new Float64Array(PEAKS);
const peakPowers = new Float64Array(PEAKS);
let best = Number.NEGATIVE_INFINITY;
let bestTurns = 1;
let bestWindow = 0;
const among = new LogSum();
const whole = new LogSum();

/** `timesUs[0 … count − 1]`: activations, ascending, more than four, none nearer than `leastUs`. */
export function searchClock(timesUs: Float64Array, count: number, leastUs: number): ClockFit {
  const used = Math.min(count, EVENTS_MAX);
  const spanUs = timesUs[used - 1] - timesUs[0];
  let logs = 0;
  times[0] = 0;
  for (let i = 1; i < used; i++) {
    times[i] = (timesUs[i] - timesUs[0]) / spanUs;
    const log = Math.log(timesUs[i] - timesUs[i - 1]);
    steps[i - 1] = Math.round(log * LOG_STEPS);
    logs += log - Math.log(spanUs);
  }
  const from = Math.max(TURNS_MIN, TURNS_LEAST * used);
  const to = Math.max(from, TURNS_MOST * used);
  const range = Math.log(to / from) + 0.1;
  findPeaks(used, from, to);
  // Per unit of the logarithm of each interval, as the irregular laws are.
  const against = irregularLogLikelihood(steps, used - 1, leastUs) - logs;
  among.clear();
  whole.clear();
  best = Number.NEGATIVE_INFINITY;
  for (let peak = 0; peak < PEAKS; peak++) {
    if (peakPowers[peak] <= 0) continue;
    for (const off of FINE) {
      const turns = peakTurns[peak] + off;
      const prior = Math.log(FINE_STEP / turns / range);
      const leading = takePhases(used, turns, LEADING / turns);
      for (let at = 0; at < WINDOWS.length; at++) {
        weigh(among, windowRatio(leading, at) + prior - Math.log(WINDOWS.length), turns, WINDOWS[at]);
      }
      takePhases(used, turns, 0);
      const width = widthOf(used);
      if (width >= WIDEST || hasTwoInOneTurn(used, turns)) continue;
      const skipped = skippedTurns(used, turns);
      for (const window of WHOLE) {
        if (width >= window) continue;
        // The first event is where it is; the window may begin where it holds all of them.
        const density = (1 - used) * Math.log(window / turns) + Math.log(1 - width / window);
        weigh(whole, density + skipped + prior - Math.log(WHOLE.length) - against, turns, window);
      }
    }
  }
  return {
    among: among.value(),
    whole: whole.value(),
    periodUs: spanUs / bestTurns,
    shape: { kind: 'tick', spread: bestWindow },
  };
}

function weigh(into: LogSum, ratio: number, turns: number, window: number): void {
  into.add(ratio, 1);
  if (ratio <= best) return;
  best = ratio;
  bestTurns = turns;
  bestWindow = window;
}

/** Rates (turns in the span) at which leading events have the most phase in common (Rayleigh's statistic, Mardia & Jupp 2000 §6.3). */
function findPeaks(used: number, from: number, to: number): void {
  peakPowers.fill(0);
  for (let start = from; start <= to; start *= ALIKE) {
    let leading = 0;
    let previous = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < used; i++) {
      const apart = times[i] - previous;
      previous = times[i];
      if (apart < LEADING / start) continue;
      const angle = 2 * Math.PI * times[i];
      cosines[leading] = Math.cos(angle * start);
      sines[leading] = Math.sin(angle * start);
      turnCosines[leading] = Math.cos(angle * STEP);
      turnSines[leading++] = Math.sin(angle * STEP);
    }
    if (leading < TURNS_MIN) continue;
    const end = Math.min(to, start * ALIKE);
    for (let turns = start; turns < end; turns += STEP) {
      let x = 0;
      let y = 0;
      for (let i = 0; i < leading; i++) {
        const cosine = cosines[i];
        const sine = sines[i];
        x += cosine;
        y += sine;
        cosines[i] = cosine * turnCosines[i] - sine * turnSines[i];
        sines[i] = sine * turnCosines[i] + cosine * turnSines[i];
      }
      keepPeak(turns, (x * x + y * y) / leading);
    }
  }
}

/** Neighbours of a kept rate are one peak with it. */
function keepPeak(turns: number, power: number): void {
  let worst = 0;
  for (let i = 0; i < PEAKS; i++) {
    if (peakPowers[i] > 0 && Math.abs(peakTurns[i] - turns) < 2.5 * STEP) {
      worst = i;
      break;
    }
    if (peakPowers[i] < peakPowers[worst]) worst = i;
  }
  if (power <= peakPowers[worst]) return;
  peakPowers[worst] = power;
  peakTurns[worst] = turns;
}

/** Fills `phases`, ascending, with those of events that come at least `apart` after the one before. */
function takePhases(used: number, turns: number, apart: number): number {
  let taken = 0;
  let previous = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < used; i++) {
    const isLeading = times[i] - previous >= apart;
    previous = times[i];
    if (!isLeading) continue;
    const turned = times[i] * turns;
    phases[taken++] = turned - Math.floor(turned);
  }
  sortFirst(phases, taken);
  return taken;
}

/** What events in a window are worth depends on their number and on the share alone. */
const windows = new RepeatedLogSum((EVENTS_MAX + 1) * SHARES.length, 1 / PHASES / SHARES.length);
/** ln of the mean over phases and shares of what events in a window of the period, and others, are over events at any phase. */
function windowRatio(taken: number, window: number): number {
  const insides = INSIDE[window];
  windows.clear((taken + 1) * SHARES.length);
  let first = 0;
  let end = 0;
  for (let at = 0; at < PHASES; at++) {
    const from = at / PHASES;
    while (first < taken && phases[first] < from) first++;
    const to = from + WINDOWS[window];
    while (end < 2 * taken && (end < taken ? phases[end] : phases[end - taken] + 1) < to) end++;
    const inside = end - first;
    for (let share = 0; share < SHARES.length; share++) {
      const value = inside * insides[share] + (taken - inside) * OUTSIDE[share];
      windows.add(inside * SHARES.length + share, value);
    }
  }
  return windows.value();
}

/** Where the window begins that `widthOf` measured. */
let opens = 0;
/** Share of the period that holds all phases. */
function widthOf(taken: number): number {
  let widest = phases[0] + 1 - phases[taken - 1];
  opens = phases[0];
  for (let i = 1; i < taken; i++) {
    const gap = phases[i] - phases[i - 1];
    if (gap <= widest) continue;
    widest = gap;
    opens = phases[i];
  }
  return 1 - widest;
}

function hasTwoInOneTurn(used: number, turns: number): boolean {
  let previous = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < used; i++) {
    const turn = Math.floor(times[i] * turns - opens + 1e-9);
    if (turn === previous) return true;
    previous = turn;
  }
  return false;
}

const skips = new LogSum();
/** ln of the chance of the turns without an event; turns in the span are as many as its periods. */
function skippedTurns(used: number, turns: number): number {
  const skipped = Math.round(turns) - (used - 1);
  if (skipped < 0) return Number.NEGATIVE_INFINITY;
  skips.clear();
  for (const missing of COMB_MISSING) {
    skips.add((used - 1) * Math.log(1 - missing) + skipped * Math.log(missing), 1 / COMB_MISSING.length);
  }
  return skips.value();
}
