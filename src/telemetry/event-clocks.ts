// Clocks of logs that hold nothing to compare with packets: a log with sockets of its own is aligned by them; any other takes the offset that
// the best-aligned socket log of the same device found, since one device has one clock; else its clock is taken as the capture's, and said so.

import { statedClock } from './clock-alignment.ts';
import type { ClockAlignment } from './clock-model.ts';
import type { Telemetry } from './telemetry-reader.ts';

/** By file of the event log. `clocks`: by file of the socket log. `clockOffsetMs`: what the operator says, which wins. */
export function eventClocks(
  telemetry: Telemetry,
  clocks: readonly ClockAlignment[],
  clockOffsetMs?: number,
): ClockAlignment[] {
  const aligned: ClockAlignment[] = [];
  for (const { eventLog, socketLog, file } of telemetry.files) {
    if (eventLog === undefined) continue;
    if (clockOffsetMs !== undefined) {
      aligned[eventLog] = statedClock(file, clockOffsetMs);
      continue;
    }
    const own = socketLog === undefined ? undefined : clocks[socketLog];
    aligned[eventLog] =
      own !== undefined && isFounded(own)
        ? own
        : inherited(file, telemetry.events.files[eventLog].device, telemetry, clocks);
  }
  return aligned;
}

function inherited(
  file: string,
  device: string | undefined,
  telemetry: Telemetry,
  clocks: readonly ClockAlignment[],
): ClockAlignment {
  let best: ClockAlignment | undefined;
  for (const { socketLog } of telemetry.files) {
    if (socketLog === undefined || !isFounded(clocks[socketLog])) continue;
    const other = telemetry.sockets.files[socketLog].device;
    if (device !== undefined && other !== undefined && device !== other) continue;
    const clock = clocks[socketLog];
    if (best === undefined || clock.pairs > best.pairs) best = clock;
  }
  if (best === undefined) return { ...UNKNOWN, file };
  const note = best.isIdentity ? undefined : `its clock is that of ${best.file}, which is aligned with the capture`;
  return { ...best, file, method: 'inherited', note };
}

function isFounded(clock: ClockAlignment): boolean {
  return clock.method !== 'assumed' && (clock.pairs > 0 || clock.method === 'flag');
}

const UNKNOWN: ClockAlignment = {
  file: '',
  offsetMs: 0,
  residualMs: undefined,
  uncertaintyMs: undefined,
  method: 'assumed',
  pairs: 0,
  driftPpm: undefined,
  note: undefined,
  segments: [{ fromUs: 0, offsetUs: 0, slope: 0 }],
  slackUs: 1e6,
  isIdentity: true,
};
