// Every crypto and state event of every file, held in columns: bounded whatever the logs' size, in order of the capture's time once the clocks
// are aligned, found by UID, package and time. What the columns have no room for waits as interned text; a row cites its file and line.

import { grown } from '../base/columns.ts';
import { type ClockAlignment, toCaptureUs } from './clock-model.ts';
import { CRYPTO_ACTIONS, type CryptoAction, type CryptoEvent } from './crypto-event.ts';
import { EventOrder, type EventQuery } from './event-order.ts';
import { STATE_ACTIONS, type StateAction, type StateEvent } from './state-event.ts';
import { StringPool } from './string-pool.ts';
import { TextHeap } from './text-heap.ts';
import { columnUid } from './uid.ts';

export type DeviceEvent = CryptoEvent | StateEvent;

/** An event with its place in the capture's time. */
export interface PlacedEvent<E extends DeviceEvent = DeviceEvent> {
  /** `uid` is set where the logs together tell it. */
  readonly event: E;
  readonly captureUs: number;
  /** `file:line`. */
  readonly source: string;
}

interface DeviceEventFile {
  readonly name: string;
  readonly device: string | undefined;
  /** Those that its events name, the first few. */
  readonly devices: Set<string>;
  /** In the clock of the log. */
  firstUs: number | undefined;
  lastUs: number | undefined;
}

/** Named devices of a file; two are one too many. */
const MAX_NAMED_DEVICES = 8;
/** About 60 bytes a row: 240 MB at most. */
export const MAX_DEVICE_EVENTS = 4_000_000;
const ACTIONS = [...CRYPTO_ACTIONS, ...STATE_ACTIONS] as const;
const CODES: ReadonlyMap<string, number> = new Map(ACTIONS.map((action, i) => [action, i]));

export function isCryptoAction(action: string): action is CryptoAction {
  const code = CODES.get(action);
  return code !== undefined && code < CRYPTO_ACTIONS.length;
}

export function isStateAction(action: string): action is StateAction {
  const code = CODES.get(action);
  return code !== undefined && code >= CRYPTO_ACTIONS.length;
}

export class DeviceEventLog {
  /** Events that found no place. */
  dropped = 0;
  count = 0;
  readonly strings = new StringPool();
  readonly files: DeviceEventFile[] = [];
  readonly maxRows: number;
  action = new Uint8Array(FIRST_ROWS);
  timeUs = new Float64Array(FIRST_ROWS);
  captureUs = new Float64Array(FIRST_ROWS);
  /** −1: unknown. */
  uid = new Int32Array(FIRST_ROWS);
  pid = new Int32Array(FIRST_ROWS);
  packageName = new Uint32Array(FIRST_ROWS);
  process = new Uint32Array(FIRST_ROWS);
  device = new Uint32Array(FIRST_ROWS);
  dataset = new Uint32Array(FIRST_ROWS);
  file = new Uint16Array(FIRST_ROWS);
  line = new Uint32Array(FIRST_ROWS);
  /** Place in the pool for states, which repeat each other; −1 − place in the heap for crypto events, which do not. 0: none. */
  detail = new Float64Array(FIRST_ROWS);
  readonly #heap = new TextHeap();
  #order: EventOrder | undefined;
  #isAside: Uint8Array | undefined;

  constructor(maxRows: number = MAX_DEVICE_EVENTS) {
    this.maxRows = maxRows;
  }

  /** `device` holds for events that name none. */
  beginFile(name: string, device?: string): void {
    this.files.push({ name, device, devices: new Set(), firstUs: undefined, lastUs: undefined });
  }

  add(event: DeviceEvent): void {
    if (this.count >= this.maxRows || this.strings.isFull || this.#heap.isFull || this.files.length > MAX_FILES) {
      this.dropped++;
      return;
    }
    if (this.count === this.action.length) this.#grow();
    const { strings } = this;
    const file = this.files[this.files.length - 1];
    if (file.firstUs === undefined || event.timeUs < file.firstUs) file.firstUs = event.timeUs;
    if (file.lastUs === undefined || event.timeUs > file.lastUs) file.lastUs = event.timeUs;
    const i = this.count++;
    this.action[i] = CODES.get(event.action) ?? 0;
    this.timeUs[i] = event.timeUs;
    this.captureUs[i] = event.timeUs;
    this.uid[i] = columnUid(event.uid);
    this.pid[i] = event.pid ?? -1;
    this.packageName[i] = strings.add(event.packageName);
    this.process[i] = strings.add(event.processName);
    const device = event.device ?? file.device;
    if (device !== undefined && file.devices.size < MAX_NAMED_DEVICES) file.devices.add(device);
    this.device[i] = strings.add(device);
    this.dataset[i] = strings.add(event.dataset);
    this.file[i] = this.files.length - 1;
    this.line[i] = event.line;
    this.detail[i] = this.#keep(event);
    this.#order = undefined;
  }

  /** Places every event in the capture's time, `clocks` by file. */
  align(clocks: readonly ClockAlignment[]): void {
    for (let i = 0; i < this.count; i++) {
      const clock = clocks[this.file[i]];
      this.captureUs[i] = clock === undefined ? this.timeUs[i] : toCaptureUs(clock, this.timeUs[i]);
    }
    this.#order = undefined;
  }

  /** Events of these devices are told to nobody any more, nor those of a UID that is at work on another device. */
  setAside(devices: ReadonlySet<string>, devicesOfUid: ReadonlyMap<number, ReadonlySet<string>>): void {
    this.#isAside = new Uint8Array(this.count);
    for (let row = 0; row < this.count; row++) {
      const device = this.strings.text(this.device[row]);
      if (device === undefined) continue;
      const own = devicesOfUid.get(this.uid[row]);
      if (devices.has(device) || (own !== undefined && !own.has(device))) this.#isAside[row] = 1;
    }
  }

  /** Left out, because it is of another device. */
  isAside(row: number): boolean {
    return this.#isAside?.[row] === 1;
  }

  /** In the order of the capture's time, then file and line. */
  *select(query: EventQuery = {}): IterableIterator<PlacedEvent> {
    for (const row of this.rows(query)) yield this.placed(row);
  }

  /** The rows of what is selected: for those who do not need every event whole. */
  *rows(query: EventQuery = {}): IterableIterator<number> {
    this.#order ??= new EventOrder(this);
    const device = query.device === undefined ? 0 : (this.strings.find(query.device) ?? -1);
    for (const row of this.#order.rows(query)) {
      if (this.isAside(row)) continue;
      if (device === 0 || this.device[row] === 0 || this.device[row] === device) yield row;
    }
  }

  placed(row: number): PlacedEvent {
    return {
      event: this.event(row),
      captureUs: this.captureUs[row],
      source: `${this.files[this.file[row]].name}:${this.line[row]}`,
    };
  }

  event(row: number): DeviceEvent {
    const { strings } = this;
    const detail = this.#detail(row);
    const event = {
      ...(detail === undefined ? {} : JSON.parse(detail)),
      action: ACTIONS[this.action[row]],
      timeUs: this.timeUs[row],
      dataset: strings.text(this.dataset[row]) ?? '',
      line: this.line[row],
      device: strings.text(this.device[row]),
      uid: this.uid[row] < 0 ? undefined : this.uid[row],
      pid: this.pid[row] < 0 ? undefined : this.pid[row],
      packageName: strings.text(this.packageName[row]),
      processName: strings.text(this.process[row]),
    };
    return event as DeviceEvent;
  }

  /** Android user, where the event names one. A million rows are asked: none is made an object for it. */
  userIdOf(row: number): number | undefined {
    const user = /"userId":(\d+)/.exec(this.#detail(row) ?? '')?.[1];
    return user === undefined ? undefined : Number(user);
  }

  #keep(event: DeviceEvent): number {
    const detail = detailOf(event);
    if (detail === undefined) return 0;
    return isCryptoAction(event.action) ? -1 - this.#heap.add(detail) : this.strings.add(detail);
  }

  #detail(row: number): string | undefined {
    const place = this.detail[row];
    return place < 0 ? this.#heap.text(-1 - place) : this.strings.text(place);
  }

  actionOf(row: number): DeviceEvent['action'] {
    return ACTIONS[this.action[row]];
  }

  #grow(): void {
    const rows = Math.min(this.maxRows, this.action.length * 2);
    this.action = grown(this.action, rows);
    this.timeUs = grown(this.timeUs, rows);
    this.captureUs = grown(this.captureUs, rows);
    this.uid = grown(this.uid, rows);
    this.pid = grown(this.pid, rows);
    this.packageName = grown(this.packageName, rows);
    this.process = grown(this.process, rows);
    this.device = grown(this.device, rows);
    this.dataset = grown(this.dataset, rows);
    this.file = grown(this.file, rows);
    this.line = grown(this.line, rows);
    this.detail = grown(this.detail, rows);
  }
}

const FIRST_ROWS = 1024;
const MAX_FILES = 65_535;

/** What has no column of its own, as JSON; written by hand, because it is written for every event of every log. */
function detailOf(event: DeviceEvent): string | undefined {
  const fields = event as unknown as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key in fields) {
    const value = fields[key];
    if (value === undefined || COLUMNS.has(key)) continue;
    text += `${text === '' ? '{' : ','}"${key}":`;
    text += typeof value === 'string' && PLAIN.test(value) ? `"${value}"` : JSON.stringify(value);
  }
  return text === '' ? undefined : `${text}}`;
}

const COLUMNS: ReadonlySet<string> = new Set(
  'action timeUs dataset line device uid pid packageName processName'.split(' '),
);
/** Nothing that JSON would escape. */
const PLAIN = /^[ !#-[\]-~]*$/;
