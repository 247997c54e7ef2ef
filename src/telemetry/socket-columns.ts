// Socket intervals as columns: what is left of a socket log once snapshots are merged. A row says that from `startUs` to `endUs` (and
// perhaps `beforeUs` earlier and `afterUs` later) this tuple belonged to this UID. Capped; what the cap costs is counted.

import { grown } from '../base/columns.ts';

export const RowKind = { poll: 0, interval: 1, connect: 2, packet: 3, untimed: 4 } as const;
export type RowKind = (typeof RowKind)[keyof typeof RowKind];

/** IP protocol numbers; 0 is "any". */
export const TransportCode = { any: 0, icmp: 1, tcp: 6, udp: 17, 'ipv6-icmp': 58 } as const;

export interface SocketRow {
  kind: RowKind;
  transport: number;
  /** StringPool ids; 0 is the wildcard. */
  localIp: number;
  localPort: number;
  remoteIp: number;
  remotePort: number;
  /** −1: unknown. */
  uid: number;
  startUs: number;
  endUs: number;
  beforeUs: number;
  afterUs: number;
  /** 0: unknown. */
  inode: number;
  file: number;
  line: number;
  device: number;
  dataset: number;
  packages: number;
  label: number;
  process: number;
  /** 0: unknown. */
  pid: number;
  /** A closing socket of which the kernel no longer knows the owner. */
  ownerless: boolean;
  /** Only the tuple of an ended connection is left (TIME_WAIT). */
  closed: boolean;
  /** How much longer the kernel will keep a closed connection; NaN: unknown. */
  keptUs: number;
}

/** About 90 bytes a row: 350 MB at most. */
export const MAX_SOCKET_ROWS = 4_000_000;

export class SocketColumns {
  count = 0;
  /** Rows that found no place. */
  dropped = 0;
  readonly maxRows: number;
  kind = new Uint8Array(FIRST_ROWS);
  transport = new Uint8Array(FIRST_ROWS);
  localIp = new Uint32Array(FIRST_ROWS);
  localPort = new Uint16Array(FIRST_ROWS);
  remoteIp = new Uint32Array(FIRST_ROWS);
  remotePort = new Uint16Array(FIRST_ROWS);
  uid = new Int32Array(FIRST_ROWS);
  startUs = new Float64Array(FIRST_ROWS);
  endUs = new Float64Array(FIRST_ROWS);
  beforeUs = new Float64Array(FIRST_ROWS);
  afterUs = new Float64Array(FIRST_ROWS);
  inode = new Float64Array(FIRST_ROWS);
  file = new Uint16Array(FIRST_ROWS);
  line = new Uint32Array(FIRST_ROWS);
  device = new Uint32Array(FIRST_ROWS);
  dataset = new Uint32Array(FIRST_ROWS);
  packages = new Uint32Array(FIRST_ROWS);
  label = new Uint32Array(FIRST_ROWS);
  process = new Uint32Array(FIRST_ROWS);
  pid = new Uint32Array(FIRST_ROWS);
  /** How many polls, or logged packets, saw the socket. */
  polls = new Uint32Array(FIRST_ROWS);

  constructor(maxRows: number = MAX_SOCKET_ROWS) {
    this.maxRows = maxRows;
  }

  /** The new row's index, or −1 where the cap is reached. */
  push(row: SocketRow): number {
    if (this.count >= this.maxRows) {
      this.dropped++;
      return -1;
    }
    if (this.count === this.kind.length) this.#grow();
    const i = this.count++;
    this.kind[i] = row.kind;
    this.transport[i] = row.transport;
    this.localIp[i] = row.localIp;
    this.localPort[i] = row.localPort;
    this.remoteIp[i] = row.remoteIp;
    this.remotePort[i] = row.remotePort;
    this.uid[i] = row.uid;
    this.startUs[i] = row.startUs;
    this.endUs[i] = row.endUs;
    this.beforeUs[i] = row.beforeUs;
    this.afterUs[i] = row.afterUs;
    this.inode[i] = row.inode;
    this.file[i] = row.file;
    this.line[i] = row.line;
    this.device[i] = row.device;
    this.dataset[i] = row.dataset;
    this.packages[i] = row.packages;
    this.label[i] = row.label;
    this.process[i] = row.process;
    this.pid[i] = row.pid;
    this.polls[i] = 1;
    return i;
  }

  #grow(): void {
    const rows = Math.min(this.maxRows, this.kind.length * 2);
    this.kind = grown(this.kind, rows);
    this.transport = grown(this.transport, rows);
    this.localIp = grown(this.localIp, rows);
    this.localPort = grown(this.localPort, rows);
    this.remoteIp = grown(this.remoteIp, rows);
    this.remotePort = grown(this.remotePort, rows);
    this.uid = grown(this.uid, rows);
    this.startUs = grown(this.startUs, rows);
    this.endUs = grown(this.endUs, rows);
    this.beforeUs = grown(this.beforeUs, rows);
    this.afterUs = grown(this.afterUs, rows);
    this.inode = grown(this.inode, rows);
    this.file = grown(this.file, rows);
    this.line = grown(this.line, rows);
    this.device = grown(this.device, rows);
    this.dataset = grown(this.dataset, rows);
    this.packages = grown(this.packages, rows);
    this.label = grown(this.label, rows);
    this.process = grown(this.process, rows);
    this.pid = grown(this.pid, rows);
    this.polls = grown(this.polls, rows);
  }
}

const FIRST_ROWS = 1024;
