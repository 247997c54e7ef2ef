// Coverage of the four areas that logs of the device tell of: which log watched them, for which apps, from when to when, what it cannot see,
// what is missing from it, and what would close the gap. A log that watches only some apps says nothing about the others.

import { counted } from '../base/counted.ts';
import { rfc3339 } from '../base/rfc3339.ts';
import { areaAdvice } from './area-advice.ts';
import { appsTold, countAreas } from './area-counts.ts';
import { toCaptureUs } from './clock-model.ts';
import { type CoverageGapRecord, type CoverageRecord, EvidenceArea } from './coverage-record.ts';
import { eventSilences, eventTimes } from './event-silences.ts';
import type { TelemetryFile } from './import-sink.ts';
import type { AreaSight } from './importer.ts';
import type { Silence } from './log-gaps.ts';
import { edgeGaps, fileGaps, mixedDeviceGaps } from './network-gaps.ts';
import type { TelemetryJoin } from './telemetry-join.ts';
import type { Telemetry } from './telemetry-reader.ts';

interface CaptureTime {
  readonly startUs: number | undefined;
  readonly endUs: number | undefined;
  /** When its flows began, ascending: while they do, a log of the device should not be silent. */
  readonly flowStarts?: Float64Array | undefined;
}

/** What one log tells of one area. */
interface AreaLog {
  readonly file: TelemetryFile;
  readonly sight: AreaSight;
  readonly records: number;
  /** In the capture's time. */
  readonly fromUs: number;
  readonly toUs: number;
  /** UIDs that the log is about, where it is only about some. */
  readonly uids: ReadonlySet<number> | undefined;
  readonly silences: readonly Silence[];
  readonly isUndated: boolean;
}

/** Silences listed one by one; the rest is counted. */
const MAX_SILENCES = 20;
const OTHERS = 'what logs tell of another device is left out';
const DEVICE_AREAS = Object.values(EvidenceArea).filter((area) => area !== EvidenceArea.networkTransmission);
/** Apps with rows of their own; a log that names more is treated as hostile. */
const MAX_APP_ROWS = 200;

export function deviceAreaRows(
  telemetry: Telemetry | undefined,
  join: TelemetryJoin,
  capture: CaptureTime,
  isShown: (uid: number, packages: readonly string[]) => boolean = () => true,
): { general: CoverageRecord[]; particular: CoverageRecord[] } {
  const { logs, stateless } =
    telemetry === undefined
      ? { logs: new Map<EvidenceArea, AreaLog[]>(), stateless: [] }
      : areaLogs(telemetry, join, capture);
  const general: CoverageRecord[] = [];
  const particular: CoverageRecord[] = [];
  for (const area of DEVICE_AREAS) {
    const all = logs.get(area) ?? [];
    const ofDevice = all.filter(({ uids }) => uids === undefined);
    const packagesOf = (uid: number) => telemetry?.inventory.at(uid, capture.startUs ?? 0).packages ?? [];
    const uids = [...new Set(all.flatMap((log) => [...(log.uids ?? [])]))]
      .filter((uid) => isShown(uid, packagesOf(uid)))
      .sort((a, b) => a - b);
    const name = (uid: number) => telemetry?.inventory.at(uid, capture.startUs ?? 0).packages[0] ?? `UID ${uid}`;
    const traced = uids.slice(0, 5).map(name);
    const unowned = all.filter((log) => log.uids?.size === 0).map((log) => log.file.file);
    const mute = area === EvidenceArea.backgroundExecution ? stateless : [];
    general.push(row(area, ofDevice, join, telemetry, capture, causeOfNone(traced, unowned, mute)));
    for (const uid of uids.slice(0, MAX_APP_ROWS)) {
      const own = all.filter((log) => log.uids === undefined || log.uids.has(uid));
      const packages = [...(telemetry?.inventory.at(uid, capture.startUs ?? 0).packages ?? [])];
      particular.push({ ...row(area, own, join, telemetry, capture, ''), app: { uid, packages } });
    }
  }
  return { general, particular };
}

function row(
  area: EvidenceArea,
  logs: readonly AreaLog[],
  join: TelemetryJoin,
  telemetry: Telemetry | undefined,
  capture: CaptureTime,
  causeOfNone: string,
): CoverageRecord {
  const advice = areaAdvice(area);
  const hasOthers = telemetry !== undefined && join.devices.named.length > join.devices.used.size;
  if (logs.length === 0 || telemetry === undefined) {
    return {
      area,
      status: 'none',
      datasets: [],
      covered: [],
      gaps: [{ cause: hasOthers ? `${causeOfNone}; ${OTHERS}` : causeOfNone }],
      blind_to: [...advice.blindTo],
      effect: 'Not assessed: this area neither supports nor weakens a finding.',
      remedy: `${advice.collect}, then give it with -t.`,
    };
  }
  const gaps = logs.flatMap((log) => logGaps(log, join, capture));
  const files = logs.map(({ file }) => file);
  gaps.push(...mixedDeviceGaps(files, telemetry.events, join.devices));
  if (telemetry.events.dropped > 0)
    gaps.push({ cause: `${counted(telemetry.events.dropped, 'event')} found no place in memory` });
  const covered = clipped(merged(logs), capture);
  const blindTo = [...new Set(logs.flatMap(({ sight }) => sight.blindTo))];
  const isFull = gaps.length === 0 && covered.length > 0;
  return {
    area,
    // Who looked at another time did not look at this capture.
    status: covered.length === 0 ? 'none' : isFull ? 'full' : 'partial',
    datasets: logs.map(({ file, records }) => ({
      name: file.format,
      file: file.file,
      records,
      rejected: file.rejected,
    })),
    covered: covered.map(({ fromUs, toUs }) => ({ start: rfc3339(fromUs), end: rfc3339(toUs) })),
    gaps,
    blind_to: blindTo,
    effect:
      covered.length === 0
        ? 'Not assessed for this capture: what was logged lies outside its time.'
        : isFull
          ? `What is not seen did not happen where the log looks${blindTo.length > 0 ? '; it is blind to the rest' : ''}.`
          : 'Silence within the gaps neither supports nor weakens a finding.',
    remedy: isFull && blindTo.length === 0 ? 'Nothing to do.' : advice.more,
  };
}

function causeOfNone(traced: readonly string[], unowned: readonly string[], stateless: readonly string[]): string {
  const causes = [
    ...(traced.length === 0
      ? []
      : [`only single apps were traced: ${traced.join(', ')}${traced.length < 5 ? '' : ', …'}`]),
    ...(unowned.length === 0 ? [] : [`${unowned[0]} names no app whose UID is known (a package list would tell it)`]),
    ...(stateless.length === 0
      ? []
      : [`${stateless[0]} tells of processes or of the screen, and not whether anybody saw an app`]),
  ];
  return causes.length === 0 ? 'no dataset of this area was read' : causes.join('; ');
}

function logGaps(log: AreaLog, join: TelemetryJoin, capture: CaptureTime): CoverageGapRecord[] {
  const { file } = log;
  const clock = file.eventLog === undefined ? undefined : join.eventClocks[file.eventLog];
  return [
    ...fileGaps(file, clock),
    ...(clock?.note === undefined ? [] : [{ cause: `${file.file}: ${clock.note}` }]),
    ...edgeGaps(file.file, log.fromUs, log.toUs, capture),
    ...silenceGaps(log),
    ...(log.isUndated ? [{ cause: `${file.file} tells no times: when its calls were made is not known` }] : []),
  ];
}

function silenceGaps({ file, silences }: AreaLog): CoverageGapRecord[] {
  const gaps: CoverageGapRecord[] = silences.slice(0, MAX_SILENCES).map(({ startUs, endUs }) => ({
    start: rfc3339(startUs),
    end: rfc3339(endUs),
    cause: `${file.file} says nothing while the capture goes on`,
  }));
  const more = silences.length - gaps.length;
  if (more > 0) gaps.push({ cause: `${file.file} is silent in ${counted(more, 'more interval')}` });
  return gaps;
}

const NO_STARTS = new Float64Array(0);

/** `stateless`: logs of states that tell of none. */
function areaLogs(
  telemetry: Telemetry,
  join: TelemetryJoin,
  { flowStarts = NO_STARTS, startUs }: CaptureTime,
): { logs: Map<EvidenceArea, AreaLog[]>; stateless: string[] } {
  const counts = countAreas(telemetry.events);
  const times = eventTimes(telemetry.events);
  const logs = new Map<EvidenceArea, AreaLog[]>();
  const stateless: string[] = [];
  for (const file of telemetry.files) {
    if (file.eventLog === undefined) continue;
    const { firstUs, lastUs } = telemetry.events.files[file.eventLog];
    const socket = file.socketLog === undefined ? undefined : telemetry.sockets.files[file.socketLog];
    // Sockets of the same log show that it was running, too.
    const from = least(firstUs, socket?.firstUs);
    const to = greatest(lastUs, socket?.lastUs);
    if (from === undefined || to === undefined) continue;
    const clock = join.eventClocks[file.eventLog];
    const counted = counts[file.eventLog];
    const isUndated = counted?.isUndated === true;
    // Sockets of the same log fill the pauses of its events.
    const silences = socket?.firstUs === undefined ? eventSilences(times[file.eventLog], flowStarts, clock) : [];
    for (const sight of file.sights) {
      const records = counted?.records.get(sight.area) ?? 0;
      if (!sight.always && records === 0 && counted?.collects.has(sight.area) !== true && !file.watched.has(sight.area))
        continue;
      const isOfStates = sight.area === EvidenceArea.backgroundExecution && !sight.always;
      if (isOfStates && counted?.tellsState !== true && !file.watched.has(sight.area)) {
        stateless.push(file.file);
        continue;
      }
      const log: AreaLog = {
        file,
        sight,
        records,
        // Without times, it is the operator's word that a log belongs to the capture.
        fromUs: isUndated && startUs !== undefined ? Number.NEGATIVE_INFINITY : toCaptureUs(clock, from),
        toUs: isUndated && startUs !== undefined ? Number.POSITIVE_INFINITY : toCaptureUs(clock, to),
        isUndated,
        uids: appsTold(file, sight, counted),
        silences,
      };
      const known = logs.get(sight.area);
      if (known === undefined) logs.set(sight.area, [log]);
      else known.push(log);
    }
  }
  return { logs, stateless };
}

interface Span {
  fromUs: number;
  toUs: number;
}

function merged(logs: readonly Span[]): Span[] {
  const spans: Span[] = [];
  for (const { fromUs, toUs } of [...logs].sort((a, b) => a.fromUs - b.fromUs)) {
    const last = spans[spans.length - 1];
    if (last !== undefined && fromUs <= last.toUs) last.toUs = Math.max(last.toUs, toUs);
    else spans.push({ fromUs, toUs });
  }
  return spans;
}

/** What of the spans lies within the capture; all of them where it has no packets. */
function clipped(spans: readonly Span[], { startUs, endUs }: CaptureTime): Span[] {
  if (startUs === undefined || endUs === undefined) return [...spans];
  return spans
    .map(({ fromUs, toUs }) => ({ fromUs: Math.max(fromUs, startUs), toUs: Math.min(toUs, endUs) }))
    .filter(({ fromUs, toUs }) => fromUs <= toUs);
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

function greatest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}
