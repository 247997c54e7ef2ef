// One sorted order over the socket rows that answers every lookup of the join by binary search: device, transport, remote address, remote
// port, local port, local address, earliest possible time. Sorted, not hashed: no log can make a lookup slow.

import type { ClockAlignment } from './clock-model.ts';
import { toCaptureUs } from './clock-model.ts';
import type { SocketColumns } from './socket-columns.ts';
import type { SocketLog } from './socket-log.ts';

/** Stands for "any local address" in `rangeOf`. */
export const ANY_ADDRESS = -1;
/** Rows looked at for one flow and tuple; a log with more is counted in `scansCut`. */
const MAX_SCAN = 512;
const MAX_ADDRESSES = 64;
/** Devices tried for a flow whose own device is not known. */
const MAX_DEVICES = 64;

export class SocketIndex {
  readonly log: SocketLog;
  readonly columns: SocketColumns;
  /** Start and end in the capture's clock. */
  readonly startUs: Float64Array;
  readonly endUs: Float64Array;
  /** Device ids that occur, ascending; the first of them where there are very many. */
  readonly devices: readonly number[];
  readonly datasets: number;
  /** True when a connect event without a local port occurs: tier F has something to look for. */
  readonly hasRemoteOnly: boolean;
  /** The range found last: positions in the order. */
  from = 0;
  to = 0;
  /** How often a lookup stopped before it had seen every row. */
  scansCut = 0;
  readonly #order: Uint32Array;
  /** Latest possible end among the rows up to here that have the same key. */
  readonly #reach: Float64Array;
  readonly #slackUs: Float64Array;

  /** `clocks` by file of the log; without them the log's own times count. */
  constructor(log: SocketLog, clocks?: readonly ClockAlignment[]) {
    this.log = log;
    this.columns = log.columns;
    const { count } = log.columns;
    this.#slackUs = Float64Array.from(log.files, (_, i) => clocks?.[i].slackUs ?? 0);
    this.startUs = aligned(log.columns.startUs, log.columns.file, count, clocks);
    this.endUs = aligned(log.columns.endUs, log.columns.file, count, clocks);
    this.#order = new Uint32Array(count);
    for (let i = 0; i < count; i++) this.#order[i] = i;
    this.#order.sort((a, b) => this.#compare(a, b));
    this.#reach = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const latest = this.latestUs(this.#order[i]);
      const continues = i > 0 && this.#sameKey(this.#order[i - 1], this.#order[i]);
      this.#reach[i] = continues ? Math.max(this.#reach[i - 1], latest) : latest;
    }
    const devices = distinct(log.columns.device, count);
    this.devices = devices.slice(0, MAX_DEVICES);
    if (devices.length > MAX_DEVICES) this.scansCut++;
    this.datasets = distinct(log.columns.dataset, count).length;
    this.hasRemoteOnly = log.columns.localPort.subarray(0, count).includes(0);
  }

  row(position: number): number {
    return this.#order[position];
  }

  windowBeforeUs(row: number): number {
    return Math.max(this.columns.beforeUs[row], this.#slackUs[this.columns.file[row]]);
  }

  windowAfterUs(row: number): number {
    return Math.max(this.columns.afterUs[row], this.#slackUs[this.columns.file[row]]);
  }

  earliestUs(row: number): number {
    return this.startUs[row] - this.windowBeforeUs(row);
  }

  latestUs(row: number): number {
    return this.endUs[row] + this.windowAfterUs(row);
  }

  /** Sets `from` and `to` to the rows of a key; true when there are any. */
  rangeOf(
    device: number,
    transport: number,
    remoteIp: number,
    remotePort: number,
    localPort: number,
    localIp: number,
  ): boolean {
    this.from = this.#bound(device, transport, remoteIp, remotePort, localPort, localIp, false);
    this.to = this.#bound(device, transport, remoteIp, remotePort, localPort, localIp, true);
    return this.from < this.to;
  }

  /** Adds to `out` the rows of the range found last that may have been alive in `startUs … endUs`, whatever their local address. */
  collect(startUs: number, endUs: number, out: number[]): void {
    const last = this.to;
    let at = this.from;
    for (let groups = 0; at < last; groups++) {
      if (groups >= MAX_ADDRESSES) {
        this.scansCut++;
        return;
      }
      const end = this.#groupEnd(at, last);
      this.#collectGroup(at, end, startUs, endUs, out);
      at = end;
    }
  }

  /** Distance in time between the flow and the nearest row of the range found last, and that row's position. */
  nearest(startUs: number, endUs: number): { readonly gapUs: number; readonly row: number } | undefined {
    let best: { gapUs: number; row: number } | undefined;
    const middle = this.#firstAfter(this.from, this.to, endUs);
    const limit = Math.min(this.to, middle + MAX_SCAN / 2);
    for (let at = Math.max(this.from, middle - MAX_SCAN / 2); at < limit; at++) {
      const row = this.#order[at];
      const gapUs = Math.max(0, this.startUs[row] - endUs, startUs - this.endUs[row]);
      if (best === undefined || gapUs < best.gapUs) best = { gapUs, row };
    }
    return best;
  }

  #collectGroup(from: number, to: number, startUs: number, endUs: number, out: number[]): void {
    // Backwards from the last row that began in time, until no earlier one reaches the flow.
    const first = this.#firstAfter(from, to, endUs);
    for (let at = first - 1, seen = 0; at >= from && this.#reach[at] >= startUs; at--, seen++) {
      if (seen >= MAX_SCAN) {
        this.scansCut++;
        return;
      }
      if (this.latestUs(this.#order[at]) >= startUs) out.push(this.#order[at]);
    }
  }

  /** First position of a group whose row cannot have existed by `endUs`. */
  #firstAfter(from: number, to: number, endUs: number): number {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.earliestUs(this.#order[middle]) <= endUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #groupEnd(from: number, to: number): number {
    const first = this.#order[from];
    let low = from + 1;
    let high = to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sameKey(first, this.#order[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** First position whose key is not below (`after`: is above) the given one. */
  #bound(
    device: number,
    transport: number,
    remoteIp: number,
    remotePort: number,
    localPort: number,
    localIp: number,
    after: boolean,
  ): number {
    const c = this.columns;
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = this.#order[middle];
      const order =
        c.device[row] - device ||
        c.transport[row] - transport ||
        c.remoteIp[row] - remoteIp ||
        c.remotePort[row] - remotePort ||
        c.localPort[row] - localPort ||
        (localIp === ANY_ADDRESS ? 0 : c.localIp[row] - localIp);
      if (order < 0 || (after && order === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(a: number, b: number): number {
    const c = this.columns;
    const order =
      c.device[a] - c.device[b] ||
      c.transport[a] - c.transport[b] ||
      c.remoteIp[a] - c.remoteIp[b] ||
      c.remotePort[a] - c.remotePort[b] ||
      c.localPort[a] - c.localPort[b] ||
      c.localIp[a] - c.localIp[b];
    if (order !== 0) return order;
    const earliestA = this.earliestUs(a);
    const earliestB = this.earliestUs(b);
    // Bare dumps begin at −∞, whose difference is no number.
    return earliestA < earliestB ? -1 : earliestA > earliestB ? 1 : a - b;
  }

  #sameKey(a: number, b: number): boolean {
    const c = this.columns;
    return (
      c.localIp[a] === c.localIp[b] &&
      c.localPort[a] === c.localPort[b] &&
      c.remotePort[a] === c.remotePort[b] &&
      c.remoteIp[a] === c.remoteIp[b] &&
      c.transport[a] === c.transport[b] &&
      c.device[a] === c.device[b]
    );
  }
}

function aligned(
  times: Float64Array,
  files: Uint16Array,
  count: number,
  clocks: readonly ClockAlignment[] | undefined,
): Float64Array {
  if (clocks === undefined || clocks.every((clock) => clock.isIdentity)) return times;
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) out[i] = toCaptureUs(clocks[files[i]], times[i]);
  return out;
}

function distinct(values: Uint32Array, count: number): number[] {
  const seen = new Set<number>();
  for (let i = 0; i < count; i++) seen.add(values[i]);
  return [...seen].sort((a, b) => a - b);
}
