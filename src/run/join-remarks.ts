// What a person should know at once of the logs that were joined: those whose clock was set right by much, and those of another day or another
// device, or of packages whose UID nothing tells, of which nothing counts.

import { rfc3339 } from '../base/rfc3339.ts';
import { counted, humanDuration } from '../report/human-number.ts';
import { type ClockAlignment, toCaptureUs } from '../telemetry/clock-model.ts';
import type { TelemetryJoin } from '../telemetry/telemetry-join.ts';
import type { Telemetry } from '../telemetry/telemetry-reader.ts';
import { NAME_APPS, unownedPackages } from '../telemetry/unowned-events.ts';

interface CaptureTime {
  readonly startUs: number | undefined;
  readonly endUs: number | undefined;
}

const NAMES_SHOWN = 5;
/** Below, clocks differ as clocks do. */
const REMARKABLE_MS = 60_000;

/** `isShown`: packages that may be named. */
export function joinRemarks(
  telemetry: Telemetry,
  join: TelemetryJoin,
  capture: CaptureTime,
  isShown: (name: string) => boolean = () => true,
): string[] {
  return [
    ...clocksSet(join),
    ...daysApart(telemetry, join, capture),
    ...otherDevices(join),
    ...withoutUid(telemetry, isShown),
  ];
}

/** Their keys and calls are seen, and belong to no app. */
function withoutUid({ events }: Telemetry, isShown: (name: string) => boolean): string[] {
  const names = [...unownedPackages(events).keys()].filter(isShown);
  if (names.length === 0) return [];
  return [
    `no log tells the UID of ${listed(names)}: what ${names.length === 1 ? 'it' : 'they'} did with keys and ciphers counts for no app. ${NAME_APPS}`,
  ];
}

/** Clocks that flows showed to be off: an offset that somebody gave is no news. */
function clocksSet({ clocks }: TelemetryJoin): string[] {
  return clocks
    .filter(({ method, offsetMs, pairs }) => method !== 'flag' && pairs > 0 && Math.abs(offsetMs) >= REMARKABLE_MS)
    .map(({ file, offsetMs, pairs }) => {
      const way = offsetMs > 0 ? 'ahead of' : 'behind';
      const shift = `${humanDuration(Math.abs(offsetMs) * 1000)} ${way} the capture's`;
      return `${file}: its clock is ${shift}, by ${counted(pairs, 'flow')} that it tells of; its times are set right.`;
    });
}

function daysApart(
  { files, sockets, events }: Telemetry,
  { clocks, eventClocks }: TelemetryJoin,
  { startUs, endUs }: CaptureTime,
): string[] {
  if (startUs === undefined || endUs === undefined) return [];
  return files.flatMap(({ file, socketLog, eventLog }) => {
    const spans = [
      ...(socketLog === undefined ? [] : spanOf(sockets.files[socketLog], clocks[socketLog])),
      ...(eventLog === undefined ? [] : spanOf(events.files[eventLog], eventClocks[eventLog])),
    ];
    if (spans.length === 0 || spans.some(([fromUs, toUs]) => fromUs <= endUs && toUs >= startUs)) return [];
    const [fromUs, toUs] = spans[0];
    return [
      `${file} tells of ${rfc3339(fromUs)} to ${rfc3339(toUs)}, the capture is of ${rfc3339(startUs)} to ${rfc3339(endUs)}: ` +
        'nothing of it counts. Is it the log of this capture, and its time zone right?',
    ];
  });
}

/** First and last time in the capture's clock; nothing for a log without any. */
function spanOf(
  { firstUs, lastUs }: { readonly firstUs: number | undefined; readonly lastUs: number | undefined },
  clock: ClockAlignment | undefined,
): [fromUs: number, toUs: number][] {
  if (firstUs === undefined || lastUs === undefined) return [];
  return clock === undefined ? [[firstUs, lastUs]] : [[toCaptureUs(clock, firstUs), toCaptureUs(clock, lastUs)]];
}

function otherDevices({ devices: { named, used } }: TelemetryJoin): string[] {
  const others = named.filter((name) => !used.has(name));
  if (others.length === 0) return [];
  const own = named.filter((name) => used.has(name));
  if (own.length > 0) return [`the capture is of ${listed(own)}: what the logs tell of ${listed(others)} is left out`];
  return [
    `the logs tell of ${listed(others)}, and nothing says which of them the capture is of: the packages, keys, calls and states that they tell of are left out. Give the logs of one device.`,
  ];
}

function listed(names: readonly string[]): string {
  const shown = [...names].sort().slice(0, NAMES_SHOWN).join(', ');
  return names.length > NAMES_SHOWN ? `${shown}, …` : shown;
}
