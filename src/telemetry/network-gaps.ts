// What keeps flows from having an app: causes counted over flows, sockets too short-lived for the polls, silences of the logs, rejected
// lines, clocks that do not fit, UIDs nobody can name. Sentences for coverage.json, each with its numbers.

import { counted } from '../base/counted.ts';
import { rfc3339 } from '../base/rfc3339.ts';
import type { AttributableFlow, AttributionOutcome } from './attribution.ts';
import { type ClockAlignment, toCaptureUs } from './clock-model.ts';
import type { CoverageGapRecord } from './coverage-record.ts';
import type { DeviceEventLog } from './device-event-log.ts';
import type { TelemetryFile } from './import-sink.ts';
import { pollStatistics, silences } from './log-gaps.ts';
import type { TelemetryJoin } from './telemetry-join.ts';
import type { Telemetry } from './telemetry-reader.ts';
import { describeUid } from './uid.ts';

/** Silences listed one by one for each file; the rest is counted. */
const MAX_LISTED = 20;
/** No time zone explains more, with half an hour for the clock. */
const WIDEST_ZONE_MS = 14.5 * 3600e3;
/** A log that begins or ends this much inside the capture leaves a part of it unseen. */
const EDGE_US = 2e6;

/** Flows without an app by cause, and UIDs without a package. */
export function attributionGaps(
  flows: readonly AttributableFlow[],
  join: TelemetryJoin,
  telemetry: Telemetry | undefined,
): CoverageGapRecord[] {
  const causes = new Map<string, number>();
  const nameless = new Set<number>();
  for (const outcome of join.outcomes) {
    if ('missing' in outcome) causes.set(outcome.cause, (causes.get(outcome.cause) ?? 0) + 1);
    else if (outcome.app.packages.length === 0 && describeUid(outcome.app.uid).kind !== 'system')
      nameless.add(outcome.app.uid);
  }
  const gaps = [...causes]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([cause, count]) => ({ cause: noAppText(count, flows.length, cause) }));
  if (nameless.size > 0) {
    const listed = [...nameless]
      .sort((a, b) => a - b)
      .slice(0, 5)
      .join(', ');
    const inventory =
      telemetry !== undefined && telemetry.inventory.size > 0 ? 'the inventory lacks them' : 'no inventory was given';
    gaps.push({
      cause: `UIDs that own flows but have no package (${inventory}): ${nameless.size} (${listed}${nameless.size > 5 ? ', …' : ''})`,
    });
  }
  return gaps;
}

/** What the logs themselves leave open. */
export function socketLogGaps(
  capture: { readonly startUs: number | undefined; readonly endUs: number | undefined },
  flows: readonly AttributableFlow[],
  telemetry: Telemetry,
  join: TelemetryJoin,
): CoverageGapRecord[] {
  const gaps: CoverageGapRecord[] = [];
  for (const file of telemetry.files) {
    const clock = file.socketLog === undefined ? undefined : join.clocks[file.socketLog];
    // A log of nothing but device events leaves its gaps in the areas of those.
    if (clock !== undefined || file.eventLog === undefined) gaps.push(...fileGaps(file, clock));
    if (file.socketLog === undefined || clock === undefined) continue;
    const log = telemetry.sockets.files[file.socketLog];
    if (clock.note !== undefined) gaps.push({ cause: `${file.file}: ${clock.note}` });
    if (clock.method !== 'flag' && Math.abs(clock.offsetMs) > WIDEST_ZONE_MS)
      gaps.push({
        cause: `${file.file}: its clock is ${(Math.abs(clock.offsetMs) / 86_400e3).toFixed(1)} days ${clock.offsetMs < 0 ? 'behind' : 'ahead of'} the capture's; it was moved because ${counted(clock.pairs, 'socket agrees', 'sockets agree')} on that: make sure that it is the log of this capture`,
      });
    if (log.unusable > 0)
      gaps.push({
        cause: `${file.file}: ${counted(log.unusable, 'record names', 'records name')} neither a local port nor a remote endpoint`,
      });
    if (log.firstUs !== undefined && log.lastUs !== undefined) {
      gaps.push(...edgeGaps(file.file, toCaptureUs(clock, log.firstUs), toCaptureUs(clock, log.lastUs), capture));
    }
    const silent = silences(log, clock);
    for (const silence of silent.slice(0, MAX_LISTED)) {
      gaps.push({ start: rfc3339(silence.startUs), end: rfc3339(silence.endUs), cause: `${file.file} was not polled` });
    }
    if (silent.length > MAX_LISTED)
      gaps.push({ cause: `${file.file} was not polled in ${counted(silent.length - MAX_LISTED, 'more interval')}` });
    const polls = pollStatistics(log);
    if (polls !== undefined) gaps.push(...missGaps(file.file, polls.medianUs, polls.p95Us, flows, join.outcomes));
  }
  for (const turned of join.turnedLogs) {
    gaps.push({
      cause: `${turned.file}: addresses are in the wrong byte order (${turned.turned} of them match the capture only when turned round); they were turned`,
    });
  }
  const { dropped } = telemetry.sockets.columns;
  if (dropped > 0) gaps.push({ cause: `${counted(dropped, 'socket observation')} found no place in memory` });
  if (telemetry.inventory.dropped > 0)
    gaps.push({ cause: `${counted(telemetry.inventory.dropped, 'inventory row')} found no place in memory` });
  if (join.scansCut > 0)
    gaps.push({ cause: `${counted(join.scansCut, 'lookup')} saw only the nearest rows of an overused tuple` });
  return gaps;
}

/** Rejected lines, an unread end, and what the log itself says is missing. */
export function fileGaps(file: TelemetryFile, clock: ClockAlignment | undefined): CoverageGapRecord[] {
  const gaps: CoverageGapRecord[] = [];
  if (file.rejected > 0) {
    const { line, reason } = file.commonRejection ?? file.rejectedLines[0];
    const which = file.rejected > 1 ? 'most often as line' : 'line';
    gaps.push({
      cause: `${file.file}: ${counted(file.rejected, 'line was', 'lines were')} rejected, ${which} ${line}: ${reason}`,
    });
  }
  if (file.cut !== undefined) gaps.push({ cause: `${file.file} ${file.cut}` });
  for (const { startUs, endUs, cause } of file.gaps.slice(0, MAX_LISTED)) {
    gaps.push({
      ...(startUs === undefined ? {} : { start: rfc3339(placed(startUs, clock)) }),
      ...(endUs === undefined ? {} : { end: rfc3339(placed(endUs, clock)) }),
      cause: `${file.file} ${cause}`,
    });
  }
  const unlisted = Math.max(0, file.gaps.length - MAX_LISTED) + file.gapsDropped;
  if (unlisted > 0) gaps.push({ cause: `${file.file} tells of ${unlisted} more gaps` });
  return gaps;
}

export function mixedDeviceGaps(
  files: readonly TelemetryFile[],
  events: DeviceEventLog,
  devices: TelemetryJoin['devices'],
): CoverageGapRecord[] {
  const told = files.flatMap(({ eventLog }) => (eventLog === undefined ? [] : [...events.files[eventLog].devices]));
  return otherDeviceGaps(
    files.map(({ file }) => file),
    new Set(told),
    devices,
  );
}

/** What logs of other devices tell is left out, and that is said. `devices`: those that these logs tell of. */
export function otherDeviceGaps(
  files: readonly string[],
  devices: ReadonlySet<string>,
  { named, used }: TelemetryJoin['devices'],
): CoverageGapRecord[] {
  const others = named.filter((name) => !used.has(name));
  const told = `${files.join(', ')} tell of ${listOf([...devices])}`;
  if (others.some((name) => devices.has(name))) {
    const own = named.filter((name) => used.has(name));
    const left = listOf(others.filter((name) => devices.has(name)));
    return [
      {
        cause:
          own.length === 0
            ? `${told}, and no socket log says which of the devices the capture is of: nothing of ${left} counts; give the logs of one device`
            : `${told}: the capture’s flows are those of ${listOf(own)}; what is told of ${left} is left out`,
      },
    ];
  }
  const shared = named.filter((name) => devices.has(name));
  return shared.length < 2
    ? []
    : [{ cause: `${told}, and the capture has flows of each: screen and keyguard of one count for apps of the other` }];
}

function listOf(names: readonly string[]): string {
  return `${[...names].sort().slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`;
}

function placed(logUs: number, clock: ClockAlignment | undefined): number {
  return clock === undefined ? logUs : toCaptureUs(clock, logUs);
}

/** Parts of the capture before the log begins and after it ends. */
export function edgeGaps(
  file: string,
  firstUs: number,
  lastUs: number,
  capture: { readonly startUs: number | undefined; readonly endUs: number | undefined },
): CoverageGapRecord[] {
  const { startUs, endUs } = capture;
  if (startUs === undefined || endUs === undefined) return [];
  if (lastUs < startUs || firstUs > endUs) return [{ cause: `${file} and the capture do not overlap in time` }];
  const gaps: CoverageGapRecord[] = [];
  if (firstUs - startUs > EDGE_US)
    gaps.push({ start: rfc3339(startUs), end: rfc3339(firstUs), cause: `${file} begins after the capture` });
  if (endUs - lastUs > EDGE_US)
    gaps.push({ start: rfc3339(lastUs), end: rfc3339(endUs), cause: `${file} ends before the capture` });
  return gaps;
}

/** A flow shorter than the time between two polls may never have been seen: the share of such flows is the rate of misses to expect. */
function missGaps(
  file: string,
  medianUs: number,
  p95Us: number,
  flows: readonly AttributableFlow[],
  outcomes: readonly AttributionOutcome[],
): CoverageGapRecord[] {
  let needing = 0;
  let shorter = 0;
  let missed = 0;
  for (let i = 0; i < flows.length; i++) {
    const flow = flows[i];
    if (flow.packetUids.some(({ uid }) => uid >= 0)) continue;
    needing++;
    if (flow.endUs - flow.startUs >= p95Us) continue;
    shorter++;
    if ('missing' in outcomes[i]) missed++;
  }
  if (missed === 0) return [];
  const percent = Math.round((100 * shorter) / needing);
  return [
    {
      cause:
        `${file} was polled every ${seconds(medianUs)} s (95 % within ${seconds(p95Us)} s): ${shorter} of ${counted(needing, 'flow')} (${percent} %) ` +
        `${shorter === 1 ? 'is' : 'are'} shorter than that, and ${missed} of those ${missed === 1 ? 'has' : 'have'} no app`,
    },
  ];
}

/** viewed-result.ts reads the count and the cause back. */
export function noAppText(count: number, flows: number, cause: string): string {
  return `${count} of ${counted(flows, 'flow')} ${count === 1 ? 'has' : 'have'} no app: ${cause}`;
}

function seconds(us: number): string {
  return (us / 1e6).toFixed(2);
}
