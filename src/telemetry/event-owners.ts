// The UIDs that device events do not name themselves: from the package by the inventory, from the process name, and from the process id by the
// process that bore it at that time. A process id says nothing before its start or after its end, since the kernel gives it out again.

import { type ClockAlignment, toCaptureUs } from './clock-model.ts';
import { type DeviceEventLog, isCryptoAction } from './device-event-log.ts';
import type { Inventory } from './inventory.ts';
import type { SocketLog } from './socket-log.ts';
import { describeUid, uidOf } from './uid.ts';

/** One life of a process. */
interface ProcessLife {
  readonly fromUs: number;
  toUs: number;
  readonly uid: number;
}

/**
 * Sets `uid` of the log's rows, right after they were aligned; rows that nothing tells keep −1. `assumedUid`: whose crypto events are that name
 * nobody at all, as traces of a single app do.
 */
export function resolveEventOwners(log: DeviceEventLog, inventory: Inventory, assumedUid?: number): void {
  const lives = processLives(log);
  const { strings } = log;
  for (let row = 0; row < log.count; row++) {
    if (log.uid[row] >= 0) continue;
    const device = strings.text(log.device[row]);
    const named = strings.text(log.packageName[row]) ?? strings.text(log.process[row])?.split(':')[0];
    const known = named === undefined ? undefined : inventory.uidOf(named, log.timeUs[row], device);
    const uid = known === undefined ? lifeAt(lives, log, row) : ofUser(known, log, row);
    if (uid !== undefined) log.uid[row] = uid;
    else if (assumedUid !== undefined && named === undefined && log.pid[row] < 0 && isCryptoAction(log.actionOf(row)))
      log.uid[row] = assumedUid;
  }
}

/** The inventory may hold user 0 only; packages have one appId for all users. */
function ofUser(uid: number, log: DeviceEventLog, row: number): number {
  const { userId, appId } = describeUid(uid);
  if (userId !== 0 || log.detail[row] === 0) return uid;
  const { userId: named } = log.event(row);
  return named === undefined || named <= 0 ? uid : uidOf(named, appId);
}

/** Gives a UID to sockets of which only the process is known, from the processes that the event log knows; `clocks` by file of the socket log. */
export function resolveSocketOwners(sockets: SocketLog, log: DeviceEventLog, clocks: readonly ClockAlignment[]): void {
  const { columns, strings } = sockets;
  let lives: Map<string, ProcessLife[]> | undefined;
  for (let row = 0; row < columns.count; row++) {
    if (columns.uid[row] >= 0 || columns.pid[row] === 0) continue;
    lives ??= processLives(log);
    const device = log.strings.find(strings.text(columns.device[row]) ?? '') ?? -1;
    const atUs = toCaptureUs(clocks[columns.file[row]], columns.startUs[row]);
    const uid = bearerAt(lives.get(`${device} ${columns.pid[row]}`), atUs);
    if (uid !== undefined) columns.uid[row] = uid;
  }
}

function processLives(log: DeviceEventLog): Map<string, ProcessLife[]> {
  const lives = new Map<string, ProcessLife[]>();
  const rows = [...new Array(log.count).keys()]
    .filter((row) => log.pid[row] >= 0 && isProcessMark(log.actionOf(row)))
    .sort((a, b) => log.captureUs[a] - log.captureUs[b] || a - b);
  for (const row of rows) {
    const key = keyOf(log, row);
    const known = lives.get(key) ?? [];
    const current = known[known.length - 1];
    if (log.actionOf(row) === 'process_end') {
      if (current !== undefined) current.toUs = Math.min(current.toUs, log.captureUs[row]);
    } else if (log.uid[row] >= 0 && (log.actionOf(row) === 'process_start' || current?.uid !== log.uid[row])) {
      if (current !== undefined) current.toUs = Math.min(current.toUs, log.captureUs[row]);
      const isStart = log.actionOf(row) === 'process_start';
      // A process first met in the middle of its life bore the number before, too, as far as nobody else did.
      const fromUs = isStart ? log.captureUs[row] : (current?.toUs ?? Number.NEGATIVE_INFINITY);
      known.push({ fromUs, toUs: Number.POSITIVE_INFINITY, uid: log.uid[row] });
      lives.set(key, known);
    }
  }
  return lives;
}

function isProcessMark(action: string): boolean {
  return action === 'process_start' || action === 'process_end' || action === 'proc_state';
}

/** Processes are logged a moment after they start, and their last lines a moment after they end. */
const TOLERANCE_US = 1e6;

function lifeAt(lives: Map<string, ProcessLife[]>, log: DeviceEventLog, row: number): number | undefined {
  return log.pid[row] < 0 ? undefined : bearerAt(lives.get(keyOf(log, row)), log.captureUs[row]);
}

function bearerAt(lives: readonly ProcessLife[] | undefined, at: number): number | undefined {
  const found = lives?.filter(({ fromUs, toUs }) => fromUs <= at && at < toUs);
  const life = found?.[0] ?? lives?.find(({ fromUs, toUs }) => fromUs - TOLERANCE_US <= at && at < toUs + TOLERANCE_US);
  return life?.uid;
}

function keyOf(log: DeviceEventLog, row: number): string {
  return `${log.device[row]} ${log.pid[row]}`;
}
