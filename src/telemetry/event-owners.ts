// The UIDs that device events do not name themselves: from the package by the inventory, from the process name, and from the process id by the
// process that bore it at that time. A process id says nothing before its start or after its end, since the kernel gives it out again.

import { type ClockAlignment, toCaptureUs } from './clock-model.ts';
import { type DeviceEventLog, isCryptoAction } from './device-event-log.ts';
import type { Inventory } from './inventory.ts';
import type { SocketLog } from './socket-log.ts';

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
  const lives = new ProcessLives(log);
  const { strings } = log;
  for (let row = 0; row < log.count; row++) {
    if (log.uid[row] >= 0) continue;
    const device = strings.text(log.device[row]);
    const named = strings.text(log.packageName[row]) ?? strings.text(log.process[row])?.split(':')[0];
    const known = named === undefined ? undefined : inventory.uidOf(named, log.timeUs[row], device, log.userIdOf(row));
    const uid = known ?? lives.bearer(log.device[row], log.pid[row], log.captureUs[row]);
    if (uid !== undefined) log.uid[row] = uid;
    else if (assumedUid !== undefined && named === undefined && log.pid[row] < 0 && isCryptoAction(log.actionOf(row)))
      log.uid[row] = assumedUid;
  }
}

/** Gives a UID to sockets of which only the process is known, from the processes that the event log knows; `clocks` by file of the socket log. */
export function resolveSocketOwners(sockets: SocketLog, log: DeviceEventLog, clocks: readonly ClockAlignment[]): void {
  const { columns, strings } = sockets;
  let lives: ProcessLives | undefined;
  for (let row = 0; row < columns.count; row++) {
    if (columns.uid[row] >= 0 || columns.pid[row] === 0) continue;
    lives ??= new ProcessLives(log);
    const device = log.strings.find(strings.text(columns.device[row]) ?? '') ?? -1;
    const atUs = toCaptureUs(clocks[columns.file[row]], columns.startUs[row]);
    const uid = lives.bearer(device, columns.pid[row], atUs);
    if (uid !== undefined) columns.uid[row] = uid;
  }
}

/** Processes are logged a moment after they start, and their last lines a moment after they end. */
const TOLERANCE_US = 1e6;
/** Two logs tell of one start of the system at different moments of it. */
const RESTART_US = 60e6;

/** By device and process id, within one run of the system: none outlives it, and then the kernel counts anew. */
class ProcessLives {
  readonly #lives = new Map<string, ProcessLife[]>();
  /** By device: when its system went down or came up, ascending. */
  readonly #restarts = new Map<number, number[]>();

  constructor(log: DeviceEventLog) {
    const rows = [...new Array(log.count).keys()]
      .filter((row) => isRestart(log.actionOf(row)) || (log.pid[row] >= 0 && isProcessMark(log.actionOf(row))))
      .sort((a, b) => log.captureUs[a] - log.captureUs[b] || a - b);
    for (const row of rows) {
      if (isRestart(log.actionOf(row))) this.#restart(log.device[row], log.captureUs[row]);
      else this.#add(log, row);
    }
  }

  /** The UID whose process bore the id at that moment. */
  bearer(device: number, pid: number, atUs: number): number | undefined {
    if (pid < 0) return undefined;
    const lives = this.#lives.get(this.#key(device, pid, atUs));
    const life =
      lives?.find(({ fromUs, toUs }) => fromUs <= atUs && atUs < toUs) ??
      lives?.find(({ fromUs, toUs }) => fromUs - TOLERANCE_US <= atUs && atUs < toUs + TOLERANCE_US);
    return life?.uid;
  }

  #restart(device: number, atUs: number): void {
    const known = this.#restarts.get(device);
    if (known === undefined) this.#restarts.set(device, [atUs]);
    else if (atUs - known[known.length - 1] > RESTART_US) known.push(atUs);
  }

  #add(log: DeviceEventLog, row: number): void {
    const atUs = log.captureUs[row];
    const key = this.#key(log.device[row], log.pid[row], atUs);
    const known = this.#lives.get(key) ?? [];
    const current = known[known.length - 1];
    const isStart = log.actionOf(row) === 'process_start';
    if (log.actionOf(row) === 'process_end') {
      if (current !== undefined) current.toUs = Math.min(current.toUs, atUs);
    } else if (log.uid[row] >= 0 && (isStart || current?.uid !== log.uid[row])) {
      if (current !== undefined) current.toUs = Math.min(current.toUs, atUs);
      // A process first met in the middle of its life bore the number before, too, as far as nobody else did.
      const fromUs = isStart ? atUs : (current?.toUs ?? Number.NEGATIVE_INFINITY);
      known.push({ fromUs, toUs: Number.POSITIVE_INFINITY, uid: log.uid[row] });
      this.#lives.set(key, known);
    }
  }

  #key(device: number, pid: number, atUs: number): string {
    const restarts = this.#restarts.get(device) ?? [];
    let low = 0;
    let high = restarts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (restarts[middle] <= atUs) low = middle + 1;
      else high = middle;
    }
    return `${device} ${low} ${pid}`;
  }
}

function isProcessMark(action: string): boolean {
  return action === 'process_start' || action === 'process_end' || action === 'proc_state';
}

function isRestart(action: string): boolean {
  return action === 'boot' || action === 'shutdown';
}
