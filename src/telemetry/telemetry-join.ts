// From telemetry and the capture's flows to attributions: byte order check, clock alignment, join; and the manifest's row of each file.

import type { AttributableFlow, AttributionOutcome } from './attribution.ts';
import { type TurnedLog, turnSwappedAddresses } from './byte-order-check.ts';
import { chooseDevices, type DeviceChoice } from './capture-device.ts';
import { alignClocks } from './clock-alignment.ts';
import type { ClockAlignment } from './clock-model.ts';
import { eventClocks } from './event-clocks.ts';
import { resolveEventOwners, resolveSocketOwners } from './event-owners.ts';
import type { TelemetryFile } from './import-sink.ts';
import { attributeFlows } from './join.ts';
import type { Telemetry } from './telemetry-reader.ts';

export interface TelemetryJoinOptions {
  /** --clock-offset, ms the logs are ahead of the capture. */
  readonly clockOffsetMs?: number | undefined;
  /** --assume-uid. */
  readonly assumeUid?: number | undefined;
  readonly vpnOwnerUid?: number | undefined;
}

export interface TelemetryJoin {
  /** One a flow, in the order of the flows. */
  readonly outcomes: readonly AttributionOutcome[];
  /** By file of the socket log. */
  readonly clocks: readonly ClockAlignment[];
  /** By file of the log of device events, which the join has placed in the capture's time. */
  readonly eventClocks: readonly ClockAlignment[];
  /** Rows of manifest.telemetry. */
  readonly files: readonly TelemetryFileRecord[];
  readonly turnedLogs: readonly TurnedLog[];
  /** Devices that the logs name, and those that the capture is of. */
  readonly devices: DeviceChoice;
  /** Lookups that did not see every row of their tuple. */
  readonly scansCut: number;
}

export interface TelemetryFileRecord {
  file: string;
  sha256: string;
  format: string;
  records: number;
  rejected: number;
  rejected_lines: { line: number; reason: string }[];
  /** Fields that may not be kept and were dropped; absent where there was none. */
  redacted?: number;
  /** `offset_ms`: log minus capture; drift, jumps and time zones are told in coverage.json. */
  clock: {
    offset_ms: number;
    residual_ms?: number;
    uncertainty_ms?: number;
    drift_ppm?: number;
    method: string;
    pairs: number;
  };
}

export function joinTelemetry(
  flows: readonly AttributableFlow[],
  telemetry: Telemetry,
  options: TelemetryJoinOptions = {},
): TelemetryJoin {
  const turnedLogs = turnSwappedAddresses(telemetry.sockets, flows);
  const clocks = alignClocks(flows, telemetry.sockets, { clockOffsetMs: options.clockOffsetMs });
  const clocksOfEvents = eventClocks(telemetry, clocks, options.clockOffsetMs);
  telemetry.events.align(clocksOfEvents);
  resolveEventOwners(telemetry.events, telemetry.inventory, options.assumeUid);
  resolveSocketOwners(telemetry.sockets, telemetry.events, clocks);
  const devices = chooseDevices(flows, telemetry, clocks);
  const others = new Set(devices.named.filter((name) => !devices.used.has(name)));
  if (others.size > 0) telemetry.inventory.setAside(others);
  let scansCut = 0;
  const outcomes = attributeFlows(devices.flows, telemetry.sockets, telemetry.inventory, {
    clocks,
    assumeUid: options.assumeUid,
    vpnOwnerUid: options.vpnOwnerUid,
    vpns: telemetry.vpns,
    onScansCut: (lookups) => {
      scansCut = lookups;
    },
  });
  if (devices.named.length > 1) telemetry.events.setAside(others, devicesOfUids(devices.flows, outcomes));
  const files = telemetry.files.map((file) => fileRecord(file, clockOf(file, clocks, clocksOfEvents)));
  return { outcomes, clocks, eventClocks: clocksOfEvents, files, turnedLogs, devices, scansCut };
}

function devicesOfUids(
  flows: readonly AttributableFlow[],
  outcomes: readonly AttributionOutcome[],
): Map<number, Set<string>> {
  const devices = new Map<number, Set<string>>();
  outcomes.forEach((outcome, i) => {
    const { device } = flows[i];
    if (device === undefined || !('app' in outcome)) return;
    devices.set(outcome.app.uid, (devices.get(outcome.app.uid) ?? new Set()).add(device));
  });
  return devices;
}

function clockOf(
  file: TelemetryFile,
  clocks: readonly ClockAlignment[],
  clocksOfEvents: readonly ClockAlignment[],
): ClockAlignment | undefined {
  if (file.socketLog !== undefined) return clocks[file.socketLog];
  return file.eventLog === undefined ? undefined : clocksOfEvents[file.eventLog];
}

function fileRecord(file: TelemetryFile, clock: ClockAlignment | undefined): TelemetryFileRecord {
  return {
    file: file.file,
    sha256: file.sha256,
    format: file.format,
    records: file.records,
    rejected: file.rejected,
    rejected_lines: file.rejectedLines.map(({ line, reason }) => ({ line, reason })),
    ...(file.redacted === 0 ? {} : { redacted: file.redacted }),
    clock: clock === undefined ? { offset_ms: 0, method: 'not_used', pairs: 0 } : clockRecord(clock),
  };
}

function clockRecord(clock: ClockAlignment): TelemetryFileRecord['clock'] {
  return {
    offset_ms: clock.offsetMs,
    ...(clock.residualMs === undefined ? {} : { residual_ms: clock.residualMs }),
    ...(clock.uncertaintyMs === undefined ? {} : { uncertainty_ms: clock.uncertaintyMs }),
    ...(clock.driftPpm === undefined ? {} : { drift_ppm: clock.driftPpm }),
    method: clock.method,
    pairs: clock.pairs,
  };
}
