// What a socket log could not have seen: how often it was polled, and when it was silent although it should not have been.

import { type ClockAlignment, toCaptureUs } from './clock-model.ts';
import { median, quantile } from './robust-statistics.ts';
import type { SocketLogFile } from './socket-log.ts';

export interface PollStatistics {
  readonly polls: number;
  readonly medianUs: number;
  readonly p95Us: number;
}

/** Interval of the capture's clock in which the log says nothing. */
export interface Silence {
  readonly startUs: number;
  readonly endUs: number;
}

/** A silence is longer than this many typical intervals. */
const SILENT_INTERVALS = 10;

/** Undefined for logs that are not polled. */
export function pollStatistics(file: SocketLogFile): PollStatistics | undefined {
  const intervals = intervalsOf(file);
  const medianUs = median(intervals);
  const p95Us = quantile(
    intervals.sort((a, b) => a - b),
    0.95,
  );
  return medianUs === undefined || p95Us === undefined
    ? undefined
    : { polls: file.pollTimesUs.length, medianUs, p95Us };
}

/** Pauses between polls longer than ten typical ones. */
export function silences(file: SocketLogFile, clock: ClockAlignment): Silence[] {
  const statistics = pollStatistics(file);
  if (statistics === undefined || statistics.polls < SILENT_INTERVALS) return [];
  const found: Silence[] = [];
  const times = file.pollTimesUs;
  for (let i = 1; i < times.length; i++) {
    if (times[i] - times[i - 1] > SILENT_INTERVALS * statistics.medianUs) {
      found.push({ startUs: toCaptureUs(clock, times[i - 1]), endUs: toCaptureUs(clock, times[i]) });
    }
  }
  return found;
}

/** A log may have been restarted with an earlier clock: such a step backwards is no interval. */
function intervalsOf(file: SocketLogFile): number[] {
  const intervals: number[] = [];
  for (let i = 1; i < file.pollTimesUs.length; i++) {
    const interval = file.pollTimesUs[i] - file.pollTimesUs[i - 1];
    if (interval > 0) intervals.push(interval);
  }
  return intervals;
}
