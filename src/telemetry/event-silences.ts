// When a log of events says nothing for longer than its own rhythm allows, although the device went on sending: the logger was stopped, or its
// buffer was overwritten. Logs of events come in bursts, so a pause is held against the longest of a hundred, not against a typical one.

import { type ClockAlignment, toCaptureUs } from './clock-model.ts';
import type { DeviceEventLog } from './device-event-log.ts';
import type { Silence } from './log-gaps.ts';
import { quantile } from './robust-statistics.ts';

/** Fewer events have no rhythm. */
const MIN_EVENTS = 50;
const LONG_QUANTILE = 0.99;
const SILENT_INTERVALS = 3;
/** A device may do nothing that is logged for a minute. */
export const MIN_SILENCE_US = 60e6;
/** The capture is as busy as ever where flows begin at no less than this share of their usual rate. */
const BUSY_SHARE = 0.5;
/** Fewer flows than this may begin by chance while everybody sleeps. */
const MIN_FLOWS = 3;

/** Times of the events of each file, ascending, in the log's clock. */
export function eventTimes(events: DeviceEventLog): Float64Array[] {
  const counts = events.files.map(() => 0);
  for (let at = 0; at < events.count; at++) counts[events.file[at]]++;
  const times = counts.map((count) => new Float64Array(count));
  const filled = counts.map(() => 0);
  for (let at = 0; at < events.count; at++) {
    const file = events.file[at];
    times[file][filled[file]++] = events.timeUs[at];
  }
  return times.map((list) => list.sort());
}

/** `times` of one log, `flowStarts` of the capture, both ascending; in the capture's clock. */
export function eventSilences(
  times: Float64Array,
  flowStarts: Float64Array,
  clock: ClockAlignment | undefined,
): Silence[] {
  if (times.length < MIN_EVENTS || flowStarts.length === 0) return [];
  const intervals = Array.from({ length: times.length - 1 }, (_, i) => times[i + 1] - times[i]);
  const long = quantile(
    [...intervals].sort((a, b) => a - b),
    LONG_QUANTILE,
  );
  const limitUs = Math.max(MIN_SILENCE_US, SILENT_INTERVALS * (long ?? 0));
  const placed = (us: number) => (clock === undefined ? us : toCaptureUs(clock, us));
  const spanUs = Math.max(1, flowStarts[flowStarts.length - 1] - flowStarts[0]);
  const found: Silence[] = [];
  intervals.forEach((interval, i) => {
    if (interval <= limitUs) return;
    const silence = { startUs: placed(times[i]), endUs: placed(times[i + 1]) };
    const usual = (flowStarts.length * interval) / spanUs;
    const flows = lowerBound(flowStarts, silence.endUs) - lowerBound(flowStarts, silence.startUs);
    if (flows >= MIN_FLOWS && flows >= BUSY_SHARE * usual) found.push(silence);
  });
  return found;
}

/** How many of the values are below. */
function lowerBound(values: Float64Array, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
