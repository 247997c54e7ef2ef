// A clock against another over time: one offset, a straight line (drift), or offsets with jumps between them (an emulator that was paused).

import type { ClockSegment } from './clock-model.ts';
import { median, scaledDeviation, theilSenSlope } from './robust-statistics.ts';

export interface ClockFit {
  readonly segments: readonly ClockSegment[];
  readonly driftPpm: number | undefined;
  readonly note: string | undefined;
}

export interface ClockDifference {
  readonly logUs: number;
  readonly offsetUs: number;
}

/** Pairs on each side of a jump. */
const STEP_PAIRS = 5;
const MAX_SEGMENTS = 8;
/** Smaller jumps drown in the second that every window has anyway. */
const MIN_STEP_US = 1e6;
const STEP_RESIDUALS = 10;
const DRIFT_PAIRS = 20;
const DRIFT_SPAN_US = 3600e6;
/** Quartz is good to 20–50 ppm: beyond that something else is going on. */
const DRIFT_PPM = 50;

/** `pairs` by log time, at least one. */
export function fitSegments(pairs: readonly ClockDifference[]): ClockFit {
  const cuts = findSteps(pairs);
  if (cuts.length === 0) return fitLine(pairs);
  const bounds = [0, ...cuts, pairs.length];
  const segments: ClockSegment[] = [];
  for (let i = 0; i + 1 < bounds.length; i++) {
    const part = pairs.slice(bounds[i], bounds[i + 1]);
    segments.push({ fromUs: part[0].logUs, offsetUs: median(part.map((pair) => pair.offsetUs)) ?? 0, slope: 0 });
  }
  return {
    segments,
    driftPpm: undefined,
    note: stepNote(segments),
  };
}

function fitLine(pairs: readonly ClockDifference[]): ClockFit {
  const offsets = pairs.map((pair) => pair.offsetUs);
  const offsetUs = median(offsets) ?? 0;
  const fromUs = pairs[0].logUs;
  const flat: ClockFit = { segments: [{ fromUs, offsetUs, slope: 0 }], driftPpm: undefined, note: undefined };
  if (pairs.length < DRIFT_PAIRS || pairs[pairs.length - 1].logUs - fromUs < DRIFT_SPAN_US) return flat;
  const times = pairs.map((pair) => pair.logUs - fromUs);
  const slope = theilSenSlope(times, offsets) ?? 0;
  const driftPpm = Math.round(slope * 1e7) / 10;
  if (Math.abs(driftPpm) <= DRIFT_PPM) return { ...flat, driftPpm };
  const intercept = median(offsets.map((offset, i) => offset - slope * times[i])) ?? 0;
  return {
    segments: [{ fromUs, offsetUs: intercept, slope }],
    driftPpm,
    note: driftNote(driftPpm),
  };
}

export function stepNote(segments: readonly ClockSegment[]): string {
  const steps = segments.slice(1).map((segment, i) => `${seconds(segment.offsetUs - segments[i].offsetUs)} s`);
  return `the clocks jump by ${steps.join(', ')} (a paused emulator?): aligned in ${segments.length} parts`;
}

/** Undefined for what quartz does. */
export function driftNote(driftPpm: number): string | undefined {
  return Math.abs(driftPpm) <= DRIFT_PPM ? undefined : `the clocks drift apart by ${driftPpm} ppm`;
}

/** Indexes at which a new level begins: the medians of the pairs before and after differ by more than the pairs scatter. */
function findSteps(pairs: readonly ClockDifference[]): number[] {
  const cuts: number[] = [];
  for (let i = STEP_PAIRS; i + STEP_PAIRS <= pairs.length && cuts.length < MAX_SEGMENTS - 1; i++) {
    let cost = costOfStep(pairs, i);
    if (cost === undefined) continue;
    // The jump shows from a few pairs before it; it is where splitting leaves the least scatter.
    let edge = i;
    for (let j = i + 1; j < i + STEP_PAIRS && j + STEP_PAIRS <= pairs.length; j++) {
      const later = costOfStep(pairs, j);
      if (later === undefined || later >= cost) continue;
      edge = j;
      cost = later;
    }
    cuts.push(edge);
    i = edge + STEP_PAIRS - 1;
  }
  return cuts;
}

/** Scatter that a jump before pair `i` leaves, or undefined where there is no jump. */
function costOfStep(pairs: readonly ClockDifference[], i: number): number | undefined {
  const before = pairs.slice(i - STEP_PAIRS, i).map((pair) => pair.offsetUs);
  const after = pairs.slice(i, i + STEP_PAIRS).map((pair) => pair.offsetUs);
  const levelBefore = median(before) ?? 0;
  const levelAfter = median(after) ?? 0;
  const scatter = Math.max(scaledDeviation(before, levelBefore) ?? 0, scaledDeviation(after, levelAfter) ?? 0);
  if (Math.abs(levelAfter - levelBefore) <= Math.max(MIN_STEP_US, STEP_RESIDUALS * scatter)) return undefined;
  return distance(before, levelBefore) + distance(after, levelAfter);
}

function distance(values: readonly number[], centre: number): number {
  return values.reduce((sum, value) => sum + Math.abs(value - centre), 0);
}

function seconds(us: number): string {
  return `${us > 0 ? '+' : '−'}${(Math.abs(us) / 1e6).toFixed(1)}`;
}
