// Every socket observation of every file, merged while it is read and held in columns: memory is bounded whatever the logs' size.
// Files are numbered in the order in which they were read; a row cites its file and line.

import { UserError } from '../base/user-error.ts';
import { ResolutionLog } from './resolution-log.ts';
import { SnapshotMerger } from './snapshot-merger.ts';
import { SocketClosings } from './socket-closings.ts';
import { RowKind, SocketColumns, type SocketRow } from './socket-columns.ts';
import { socketRow } from './socket-row.ts';
import { StringPool } from './string-pool.ts';
import type { SocketObservation } from './telemetry-event.ts';

/** What the gap report needs to know of a file. */
export interface SocketLogFile {
  readonly name: string;
  /** Device of the rows that name none. */
  readonly device?: string | undefined;
  /** Observations accepted, before merging. */
  observations: number;
  /** Observations that name neither a local port nor a remote endpoint: nothing to join on. */
  unusable: number;
  /** When snapshots were taken, in the file's own clock. Empty for event logs. */
  readonly pollTimesUs: number[];
  /** Polls beyond the cap of `pollTimesUs`. */
  pollsDropped: number;
  firstUs: number | undefined;
  lastUs: number | undefined;
}

const MAX_POLL_TIMES = 1_000_000;
const MAX_FILES = 65_535;
/** Devices of one file: each costs memory of its own. */
const MAX_DEVICES = 1024;
/** Packets of one UDP socket further apart than the idle timeout of a flow are two sights of it. */
const PACKET_GAP_US = 60e6;

/** What is still open of one device of the file being read: devices do not share sockets, nor polls. */
interface DeviceState {
  readonly merger: SnapshotMerger;
  /** Rows that later observations may lengthen, by tuple. */
  readonly open: Map<string, number>;
  sawClose: boolean;
  lastUs: number;
}

export class SocketLog {
  readonly columns: SocketColumns;
  readonly closings = new SocketClosings();
  readonly strings = new StringPool();
  readonly resolutions = new ResolutionLog();
  readonly files: SocketLogFile[] = [];
  #devices = new Map<number, DeviceState>();
  #device: string | undefined;

  constructor(maxRows?: number) {
    this.columns = new SocketColumns(maxRows);
  }

  /** `device` holds for rows that name none. */
  beginFile(name: string, device?: string): void {
    if (this.files.length >= MAX_FILES)
      throw new UserError(`more than ${MAX_FILES} socket logs: give fewer files with -t`);
    this.files.push({
      name,
      device,
      observations: 0,
      unusable: 0,
      pollTimesUs: [],
      pollsDropped: 0,
      firstUs: undefined,
      lastUs: undefined,
    });
    this.#devices = new Map();
    this.#device = device;
  }

  poll(timeUs: number): void {
    const file = this.files[this.files.length - 1];
    if (file.pollTimesUs.length < MAX_POLL_TIMES) file.pollTimesUs.push(timeUs);
    else file.pollsDropped++;
    see(file, timeUs);
    this.#stateOf(this.strings.add(this.#device)).merger.beginPoll(timeUs);
  }

  add(observation: SocketObservation): void {
    const file = this.files[this.files.length - 1];
    file.observations++;
    if (this.columns.count >= this.columns.maxRows || this.strings.isFull) {
      this.columns.dropped++;
      return;
    }
    if (isResolution(observation)) {
      this.#addResolution(observation);
      return;
    }
    const row = socketRow(observation, this.strings, this.files.length - 1, this.#device);
    if (row === undefined) {
      file.unusable++;
      return;
    }
    if (this.#devices.size >= MAX_DEVICES && !this.#devices.has(row.device)) {
      this.columns.dropped++;
      return;
    }
    const state = this.#stateOf(row.device);
    if (observation.timeUs !== undefined) {
      see(file, row.startUs);
      see(file, row.endUs);
      state.lastUs = Math.max(state.lastUs, row.endUs);
    }
    this.#place(observation, row, state);
  }

  endFile(): void {
    for (const state of this.#devices.values()) {
      state.merger.end();
      // Where closes are logged, a socket without one was still open at the end. Where they are not, nothing is known past the opening.
      if (!state.sawClose) continue;
      for (const row of state.open.values()) {
        if (this.columns.kind[row] === RowKind.interval)
          this.columns.endUs[row] = Math.max(this.columns.endUs[row], state.lastUs);
      }
    }
    this.#devices = new Map();
  }

  /** An answer of the name system: an address without ports. */
  #addResolution(observation: SocketObservation): void {
    const { remoteIp, timeUs = 0, uid = -1, packages, domain, line, device } = observation;
    const file = this.files.length - 1;
    see(this.files[file], timeUs);
    this.resolutions.add(remoteIp ?? '', {
      timeUs,
      uid,
      packages: packages?.join('|'),
      domain,
      file,
      line,
      device: device ?? this.#device,
    });
  }

  /** Gives a UID to rows that name only a package. */
  resolvePackages(
    uidOfPackage: (packageName: string, timeUs: number, device: string | undefined) => number | undefined,
  ): void {
    const { columns, strings } = this;
    this.resolutions.resolvePackages(uidOfPackage);
    for (let i = 0; i < columns.count; i++) {
      if (columns.uid[i] >= 0 || columns.packages[i] === 0) continue;
      const names = (strings.text(columns.packages[i]) ?? '').split('|');
      const uid = uidOfPackage(names[0], columns.startUs[i], strings.text(columns.device[i]));
      if (uid !== undefined) columns.uid[i] = uid;
    }
  }

  #place(observation: SocketObservation, row: SocketRow, state: DeviceState): void {
    const { action, startUs, endUs } = observation;
    if (row.kind === RowKind.untimed) this.#placeOnce(row, state);
    else if (action === 'socket_close') this.#placeClose(row, state);
    else if (action === 'packet' || action === 'dns_query') this.#placePacket(row, observation.packets ?? 1, state);
    else if (action === 'socket_open' && endUs === undefined) this.#placeOpen(row, state);
    else if (action === 'socket_snapshot' && startUs === undefined && endUs === undefined) {
      state.merger.add(row);
    } else this.columns.push(row);
  }

  #placeOpen(row: SocketRow, state: DeviceState): void {
    const index = this.columns.push(row);
    if (index < 0) return;
    const key = tupleKey(row);
    const earlier = state.open.get(key);
    // The tuple is taken again: its former owner is gone.
    if (earlier !== undefined && state.sawClose) this.#lengthen(earlier, row.startUs);
    state.open.set(key, index);
  }

  #placeClose(row: SocketRow, state: DeviceState): void {
    state.sawClose = true;
    const key = tupleKey(row);
    const open = state.open.get(key);
    if (open === undefined) this.columns.push(row);
    else this.#lengthen(open, row.endUs);
    state.open.delete(key);
  }

  #placePacket(row: SocketRow, packets: number, state: DeviceState): void {
    const key = `${tupleKey(row)} ${row.uid}`;
    const known = state.open.get(key);
    if (known !== undefined && Math.abs(row.startUs - this.columns.endUs[known]) <= PACKET_GAP_US) {
      this.#lengthen(known, row.endUs);
      this.columns.startUs[known] = Math.min(this.columns.startUs[known], row.startUs);
      this.columns.polls[known] += packets;
      return;
    }
    const index = this.columns.push(row);
    if (index < 0) return;
    this.columns.polls[index] = packets;
    state.open.set(key, index);
  }

  #placeOnce(row: SocketRow, state: DeviceState): void {
    const key = `${tupleKey(row)} ${row.uid} ${row.inode}`;
    if (state.open.has(key)) return;
    const index = this.columns.push(row);
    if (index >= 0) state.open.set(key, index);
  }

  #lengthen(row: number, endUs: number): void {
    this.columns.endUs[row] = Math.max(this.columns.endUs[row], endUs);
  }

  #stateOf(device: number): DeviceState {
    let state = this.#devices.get(device);
    if (state === undefined) {
      state = { merger: new SnapshotMerger(this.columns, this.closings), open: new Map(), sawClose: false, lastUs: 0 };
      this.#devices.set(device, state);
    }
    return state;
  }
}

function isResolution({ action, remoteIp, remotePort, localPort, timeUs }: SocketObservation): boolean {
  return action === 'dns_query' && remoteIp !== undefined && !remotePort && !localPort && timeUs !== undefined;
}

function see(file: SocketLogFile, timeUs: number): void {
  if (file.firstUs === undefined || timeUs < file.firstUs) file.firstUs = timeUs;
  if (file.lastUs === undefined || timeUs > file.lastUs) file.lastUs = timeUs;
}

function tupleKey(row: SocketRow): string {
  return `${row.device} ${row.transport} ${row.localIp} ${row.localPort} ${row.remoteIp} ${row.remotePort}`;
}
