// Flows, observations and imports for the tests of this folder, with one device, one remote and one moment as defaults.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AttributableFlow } from '../../src/telemetry/attribution.ts';
import type { CryptoEvent } from '../../src/telemetry/crypto-event.ts';
import { isCryptoAction, isStateAction } from '../../src/telemetry/device-event-log.ts';
import type { Importer, LogGap } from '../../src/telemetry/importer.ts';
import { Inventory } from '../../src/telemetry/inventory.ts';
import { RecordFilter } from '../../src/telemetry/record-filter.ts';
import { SocketLog } from '../../src/telemetry/socket-log.ts';
import type { StateEvent } from '../../src/telemetry/state-event.ts';
import type {
  AppInventoryRow,
  SocketObservation,
  TelemetryEvent,
  VpnNetwork,
} from '../../src/telemetry/telemetry-event.ts';
import { readTelemetry, type Telemetry, type TelemetryOptions } from '../../src/telemetry/telemetry-reader.ts';
import type { TimeOptions } from '../../src/telemetry/timestamp.ts';

/** 2026-01-01T00:00:00Z. */
export const T0 = 1_767_225_600_000_000;
export const LOCAL_IP = '10.0.2.15';
export const REMOTE_IP = '203.0.113.7';

/** Seconds after T0, in µs since the epoch. */
export function at(seconds: number): number {
  return T0 + Math.round(seconds * 1e6);
}

export function flowOf(overrides: Partial<AttributableFlow> = {}): AttributableFlow {
  return {
    transport: 'tcp',
    orig: { ip: LOCAL_IP, port: 40001 },
    resp: { ip: REMOTE_IP, port: 8443 },
    local: 'orig',
    startUs: at(10),
    endUs: at(12),
    synSeen: true,
    packetUids: [],
    device: undefined,
    ...overrides,
  };
}

/** An interval row: the tuple belonged to the UID from second 10 to 12. */
export function rowOf(overrides: Partial<SocketObservation> = {}): SocketObservation {
  return {
    action: 'socket_open',
    dataset: 'test',
    line: 1,
    timeUs: at(10),
    startUs: at(10),
    endUs: at(12),
    transport: 'tcp',
    localIp: LOCAL_IP,
    localPort: 40001,
    remoteIp: REMOTE_IP,
    remotePort: 8443,
    uid: 10234,
    ...overrides,
  };
}

/** One argument a file. */
export function logOf(...files: (readonly SocketObservation[])[]): SocketLog {
  const log = new SocketLog();
  files.forEach((rows, i) => {
    log.beginFile(`log${i}`);
    for (const row of rows) log.add(row);
    log.endFile();
  });
  return log;
}

export function appOf(overrides: Partial<AppInventoryRow> = {}): AppInventoryRow {
  return {
    action: 'app_inventory',
    dataset: 'test',
    line: 1,
    packageName: 'com.example.app',
    uid: 10234,
    ...overrides,
  };
}

export function inventoryOf(...rows: AppInventoryRow[]): Inventory {
  const inventory = new Inventory();
  for (const row of rows) inventory.add(row);
  return inventory;
}

/** The logs of a folder made for the running test: file name → content. */
export async function readLogs(logs: Record<string, string>, options: TelemetryOptions = {}): Promise<Telemetry> {
  const folder = mkdtempSync(join(tmpdir(), 'cipherscope-logs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(logs)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return readTelemetry([folder], options);
}

export interface Imported {
  events: TelemetryEvent[];
  sockets: SocketObservation[];
  apps: AppInventoryRow[];
  crypto: CryptoEvent[];
  states: StateEvent[];
  polls: number[];
  gaps: LogGap[];
  redacted: number;
  watched: Set<string>;
  vpns: VpnNetwork[];
  randoms: number[];
  rejected: { line: number; reason: string; naive: boolean }[];
}

export function importText(
  importer: Importer,
  text: string,
  options: TimeOptions & { takenUs?: number; nearUs?: number } = {},
  fileName = 'test',
): Imported {
  const result: Imported = {
    events: [],
    sockets: [],
    apps: [],
    crypto: [],
    states: [],
    polls: [],
    gaps: [],
    redacted: 0,
    watched: new Set(),
    vpns: [],
    randoms: [],
    rejected: [],
  };
  const records = new RecordFilter();
  const reader = importer.open({
    ...options,
    fileName,
    emit(event) {
      result.events.push(event);
      if (event.action === 'app_inventory') result.apps.push(event);
      else if (event.action === 'tls_handshake') result.randoms.push(event.random);
      else if (event.action === 'vpn_network') result.vpns.push(event);
      else if (isCryptoAction(event.action)) result.crypto.push(event as CryptoEvent);
      else if (isStateAction(event.action)) result.states.push(event as StateEvent);
      else result.sockets.push(event as SocketObservation);
    },
    poll: (timeUs) => result.polls.push(timeUs),
    takenUs: options.takenUs,
    nearUs: options.nearUs ?? options.takenUs,
    once: (record) => records.isNew(record),
    watch: (area) => result.watched.add(area),
    gap: (gap) => result.gaps.push(gap),
    redacted: (fields) => {
      result.redacted += fields;
    },
  });
  text.split('\n').forEach((line, i) => {
    const rejection = reader.line(line, i + 1);
    if (rejection === undefined) return;
    const naive = typeof rejection !== 'string';
    result.rejected.push({ line: i + 1, reason: naive ? rejection.reason : rejection, naive });
  });
  const last = reader.end?.();
  if (last !== undefined)
    result.rejected.push({
      line: text.split('\n').length,
      reason: typeof last === 'string' ? last : last.reason,
      naive: typeof last !== 'string',
    });
  return result;
}
