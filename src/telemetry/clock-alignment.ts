// Clock alignment, once a log file, before the join. Offset 0 is assumed and verified: by SYN against opening time where the log has one,
// by what polls could and could not have seen where it is polled, else by how many sockets overlap a flow of their own tuple.

import type { AttributableFlow } from './attribution.ts';
import { type ClockAlignment, type ClockSegment, slackOf, toCaptureUs, zoneNote, zoneOffsetUs } from './clock-model.ts';
import { type ClockPairs, pairClocks } from './clock-pairs.ts';
import { driftNote, fitSegments, stepNote } from './clock-steps.ts';
import { bestRegion, countAt, type OffsetRange, type OffsetRegion, sweepOffsets } from './offset-sweep.ts';
import { type PollClock, pollClock } from './poll-clock.ts';
import { type PollPart, pollSteps } from './poll-steps.ts';
import type { PolledPairs } from './polled-pairs.ts';
import { median, scaledDeviation } from './robust-statistics.ts';
import { SocketIndex } from './socket-index.ts';
import type { SocketLog } from './socket-log.ts';

export interface ClockOptions {
  /** --clock-offset: log minus capture, ms, for every file. Wins over any estimate. */
  readonly clockOffsetMs?: number | undefined;
}

/** Fewer pairs than this are an anecdote. */
const MIN_PAIRS = 5;
/** An offset other than zero must explain clearly more than zero does. */
const ZERO_PREFERENCE = 0.9;
/** How long after its stamp a poll usually reads the tables: not to be told from an offset. */
const READING_US = 25_000;
/** Of what polls leave open: half the way from the middle to its end. */
const LEEWAY_SHARE = 0.25;
/** Where fewer of the changes agree on one offset, the clock may have jumped. */
const AGREED_SHARE = 0.9;
const MAX_SEARCH_US = 14 * 3600e6;
const QUARTER_HOUR_US = 900e6;
/** A lone coincidence of ephemeral ports moves no clock. */
const MIN_ZONE_ROWS = 2;
const MIN_SEARCH_ROWS = 3;

/** By file of the log. */
export function alignClocks(
  flows: readonly AttributableFlow[],
  log: SocketLog,
  options: ClockOptions = {},
): ClockAlignment[] {
  const names = log.files.map((file) => file.name);
  if (options.clockOffsetMs !== undefined) {
    const { clockOffsetMs } = options;
    return names.map((file) => statedClock(file, clockOffsetMs));
  }
  const pairs = pairClocks(flows, new SocketIndex(log));
  return names.map((file, i) => alignFile(file, pairs[i]));
}

/** The operator knows better. */
export function statedClock(file: string, clockOffsetMs: number): ClockAlignment {
  return alignment(file, 'flag', clockOffsetMs * 1000, undefined, 0, zoneNote(clockOffsetMs * 1000));
}

function alignFile(file: string, pairs: ClockPairs): ClockAlignment {
  if (pairs.differences.length >= MIN_PAIRS) return byDifferences(file, pairs.differences);
  return byPolls(file, pairs.polled) ?? byOverlaps(file, pairs.overlaps);
}

function byDifferences(file: string, differences: ClockPairs['differences']): ClockAlignment {
  const fit = fitSegments(differences);
  const [first] = fit.segments;
  const model = alignment(
    file,
    'syn-median',
    first.offsetUs,
    undefined,
    differences.length,
    fit.note ?? zoneNote(first.offsetUs),
  );
  const fitted = { ...model, segments: fit.segments, isIdentity: false };
  const left = differences.map((pair) => toCaptureUs(fitted, pair.logUs) - (pair.logUs - pair.offsetUs));
  const residualUs = scaledDeviation(left, median(left) ?? 0) ?? 0;
  return { ...fitted, residualMs: roundMs(residualUs), driftPpm: fit.driftPpm, slackUs: slackOf(residualUs) };
}

/** Polls bound the offset from both sides, at each change of a socket anew: what satisfies most of them, and how closely. */
function byPolls(file: string, polled: PolledPairs): ClockAlignment | undefined {
  const found = pollClock(polled, MIN_PAIRS);
  if (found === undefined || found.best.count < AGREED_SHARE * polled.changes.length) {
    const parts = pollSteps(polled, MIN_PAIRS);
    if (parts !== undefined) return bySteps(file, parts, polled.changes.length);
  }
  if (found === undefined) return undefined;
  const { offsetUs, lowUs, highUs } = chooseOffset(found);
  const halfUs = (found.best.high - found.best.low) / 2;
  const uncertaintyUs = Math.max(offsetUs - lowUs, highUs - offsetUs) + READING_US;
  const driftPpm = found.slope === 0 ? undefined : Math.round(found.slope * 1e7) / 10;
  const note = driftPpm === undefined ? zoneNote(offsetUs) : driftNote(driftPpm);
  return {
    ...alignment(file, 'poll-constraints', offsetUs, halfUs, polled.changes.length, note),
    uncertaintyMs: roundMs(uncertaintyUs),
    driftPpm,
    segments: [{ fromUs: found.slope === 0 ? 0 : found.atUs, offsetUs, slope: found.slope }],
    isIdentity: offsetUs === 0 && found.slope === 0,
  };
}

function bySteps(file: string, parts: readonly PollPart[], changes: number): ClockAlignment {
  const segments = parts.map(({ fromUs, clock }) => ({ fromUs, offsetUs: chooseOffset(clock).offsetUs, slope: 0 }));
  const halfUs = Math.max(...parts.map(({ clock: { best } }) => (best.high - best.low) / 2));
  const uncertainUs = Math.max(...parts.map(({ clock: { lowUs, highUs } }) => highUs - lowUs)) + READING_US;
  const model = alignment(file, 'poll-constraints', segments[0].offsetUs, halfUs, changes, stepNote(segments));
  return { ...model, uncertaintyMs: roundMs(uncertainUs), segments, isIdentity: false };
}

function byOverlaps(file: string, overlaps: readonly OffsetRange[][]): ClockAlignment {
  if (overlaps.length === 0) {
    return alignment(
      file,
      'assumed',
      0,
      undefined,
      0,
      'no flow shares a tuple with this log: its clock could not be checked',
    );
  }
  const inReach = overlaps.flat().filter((range) => range.low <= MAX_SEARCH_US && range.high >= -MAX_SEARCH_US);
  const regions = sweepOffsets(inReach);
  const atZero = countAt(regions, 0);
  const best = bestRegion(regions);
  if (best === undefined || atZero >= ZERO_PREFERENCE * best.count) {
    const note =
      atZero === 0 ? 'rows share tuples with flows, but at no offset within 14 h do they overlap in time' : undefined;
    return alignment(file, atZero === 0 ? 'assumed' : 'overlap-search', 0, undefined, overlaps.length, note);
  }
  const zone = bestQuarterHour(regions);
  if (zone.count >= MIN_ZONE_ROWS && zone.count >= ZERO_PREFERENCE * best.count && zone.count > atZero) {
    return alignment(file, 'overlap-search', zone.offsetUs, undefined, overlaps.length, zoneNote(zone.offsetUs));
  }
  if (best.count >= MIN_SEARCH_ROWS && best.count > 2 * atZero) {
    const offsetUs = (best.low + best.high) / 2;
    return alignment(file, 'overlap-search', offsetUs, (best.high - best.low) / 2, overlaps.length, zoneNote(offsetUs));
  }
  return alignment(
    file,
    'assumed',
    0,
    undefined,
    overlaps.length,
    'too few rows share a tuple with a flow to tell the clocks apart',
  );
}

/**
 * Zero and whole quarter hours are what clocks mostly differ by: where they are not ruled out, the offset is the one nearest to them of those
 * that the delay of reading leaves open, or half of what the polls do.
 */
function chooseOffset({ offsetUs, lowUs, highUs, slope }: PollClock): Pick<PollClock, 'offsetUs' | 'lowUs' | 'highUs'> {
  const isOpen = (value: number): boolean => slope === 0 && lowUs - READING_US <= value && value <= highUs + READING_US;
  const quarter = Math.round(offsetUs / QUARTER_HOUR_US) * QUARTER_HOUR_US;
  const isLikely = quarter === 0 || zoneOffsetUs(quarter) !== undefined;
  if (!isLikely || !isOpen(quarter)) return { offsetUs, lowUs, highUs };
  const leewayUs = Math.max(READING_US, LEEWAY_SHARE * (highUs - lowUs));
  const towards = Math.max(-leewayUs, Math.min(leewayUs, quarter - offsetUs));
  return { offsetUs: offsetUs + towards, lowUs, highUs };
}

function bestQuarterHour(regions: readonly OffsetRegion[]): { offsetUs: number; count: number } {
  let best = { offsetUs: 0, count: 0 };
  for (let quarter = 1; quarter * QUARTER_HOUR_US <= MAX_SEARCH_US; quarter++) {
    for (const offsetUs of [quarter * QUARTER_HOUR_US, -quarter * QUARTER_HOUR_US]) {
      const count = countAt(regions, offsetUs);
      if (count > best.count) best = { offsetUs, count };
    }
  }
  return best;
}

function alignment(
  file: string,
  method: ClockAlignment['method'],
  offsetUs: number,
  residualUs: number | undefined,
  pairs: number,
  note: string | undefined,
): ClockAlignment {
  const segments: ClockSegment[] = [{ fromUs: 0, offsetUs, slope: 0 }];
  return {
    file,
    offsetMs: roundMs(offsetUs),
    residualMs: residualUs === undefined ? undefined : roundMs(residualUs),
    uncertaintyMs: undefined,
    method,
    pairs,
    driftPpm: undefined,
    note,
    segments,
    slackUs: slackOf(residualUs),
    isIdentity: offsetUs === 0,
  };
}

function roundMs(us: number): number {
  // Adding zero turns −0 into 0.
  return Math.round(us) / 1000 + 0;
}
