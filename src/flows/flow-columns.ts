// The columns of a flow table. `…2` columns hold two cells a row: originator, responder. Cells of a free row are zero.

import { ColumnRoom } from '../base/column-room.ts';
import { releaseBuffers } from '../base/columns.ts';
import { KEY_WORDS } from './flow-key.ts';

/** Cells of lengthSums a row. */
export const LENGTH_CELLS = 11;
/** History letters a flow can hold; the last one says that there were more. */
export const HISTORY_BYTES = 32;
/** Cells of historyCounts and of historySequences a side. */
export const HISTORY_CELLS = 3;

/** Positions in logFirst, logLast, logCount. */
export const Log = { messages: 0, packets: 1, tlsOriginator: 2, tlsResponder: 3 } as const;

/** Of all columns together, and how many there are. */
const ROW_BYTES = 502;
const COLUMNS = 50;

export class FlowColumns {
  rows: number;

  // Identity and bookkeeping.
  key: Int32Array;
  hashes: Int32Array;
  chain: Int32Array;
  older: Int32Array;
  younger: Int32Array;
  idleClass: Uint8Array;
  capture: Uint32Array;
  firstFrame: Uint32Array;
  lastFrame: Uint32Array;
  startUs: Float64Array;
  startNs: Uint16Array;
  lastUs: Float64Array;

  // Counters.
  packets2: Uint32Array;
  bytes2: Float64Array;
  payload2: Float64Array;
  captured2: Float64Array;
  /** Payload-length series, LENGTH_CELLS a row: see payload-lengths.ts. */
  lengthSums: Float64Array;
  lengthMin: Uint32Array;
  lengthMax: Uint32Array;
  lengthLast: Uint32Array;
  lengthSwitches: Uint32Array;
  lengthCount: Uint32Array;

  // TCP.
  /** Bit set of FlowFlag. */
  flags: Uint16Array;
  isn2: Int32Array;
  nextSequence2: Int32Array;
  /** One past the highest sequence number sent, and the highest acknowledgment received beyond what the capture holds. */
  highest2: Int32Array;
  acked2: Int32Array;
  /** Bit set of SideFlag. */
  sideFlags2: Uint8Array;
  maxSegment2: Uint16Array;
  history: Uint8Array;
  historyLength: Uint8Array;
  historySeen2: Uint16Array;
  /** Events so far of the letters that come again at powers of ten; sequence numbers of those that come again with a new one. */
  historyCounts: Uint16Array;
  historySequences: Int32Array;

  // Payload.
  stream2: Float64Array;
  missed2: Float64Array;
  prefixBlock: Int32Array;
  prefixClass: Uint8Array;
  prefixBytes: Uint16Array;
  logFirst: Int32Array;
  logLast: Int32Array;
  logCount: Uint16Array;
  messageTotal: Uint32Array;
  messageLastUs: Float64Array;
  /** TLS record walk: bytes left in the record, and header bytes seen so far (count in the top byte). */
  tlsRemaining2: Uint32Array;
  tlsHeader2: Float64Array;

  // App.
  uid: Int32Array;
  uidPackets: Uint32Array;
  uidFrame: Uint32Array;
  /** Packets that said "the originator is the device" minus packets that said the opposite. */
  localVotes: Int32Array;

  constructor(rows: number) {
    const room = new ColumnRoom(rows * ROW_BYTES, COLUMNS);
    this.rows = rows;
    this.key = room.take(Int32Array, rows * KEY_WORDS);
    this.hashes = room.take(Int32Array, rows);
    this.chain = room.take(Int32Array, rows);
    this.older = room.take(Int32Array, rows);
    this.younger = room.take(Int32Array, rows);
    this.idleClass = room.take(Uint8Array, rows);
    this.capture = room.take(Uint32Array, rows);
    this.firstFrame = room.take(Uint32Array, rows);
    this.lastFrame = room.take(Uint32Array, rows);
    this.startUs = room.take(Float64Array, rows);
    this.startNs = room.take(Uint16Array, rows);
    this.lastUs = room.take(Float64Array, rows);
    this.packets2 = room.take(Uint32Array, rows * 2);
    this.bytes2 = room.take(Float64Array, rows * 2);
    this.payload2 = room.take(Float64Array, rows * 2);
    this.captured2 = room.take(Float64Array, rows * 2);
    this.lengthSums = room.take(Float64Array, rows * LENGTH_CELLS);
    this.lengthMin = room.take(Uint32Array, rows);
    this.lengthMax = room.take(Uint32Array, rows);
    this.lengthLast = room.take(Uint32Array, rows);
    this.lengthSwitches = room.take(Uint32Array, rows);
    this.lengthCount = room.take(Uint32Array, rows);
    this.flags = room.take(Uint16Array, rows);
    this.isn2 = room.take(Int32Array, rows * 2);
    this.nextSequence2 = room.take(Int32Array, rows * 2);
    this.highest2 = room.take(Int32Array, rows * 2);
    this.acked2 = room.take(Int32Array, rows * 2);
    this.sideFlags2 = room.take(Uint8Array, rows * 2);
    this.maxSegment2 = room.take(Uint16Array, rows * 2);
    this.history = room.take(Uint8Array, rows * HISTORY_BYTES);
    this.historyLength = room.take(Uint8Array, rows);
    this.historySeen2 = room.take(Uint16Array, rows * 2);
    this.historyCounts = room.take(Uint16Array, rows * 2 * HISTORY_CELLS);
    this.historySequences = room.take(Int32Array, rows * 2 * HISTORY_CELLS);
    this.stream2 = room.take(Float64Array, rows * 2);
    this.missed2 = room.take(Float64Array, rows * 2);
    this.prefixBlock = room.take(Int32Array, rows * 2);
    this.prefixClass = room.take(Uint8Array, rows * 2);
    this.prefixBytes = room.take(Uint16Array, rows * 2);
    this.logFirst = room.take(Int32Array, rows * 4);
    this.logLast = room.take(Int32Array, rows * 4);
    this.logCount = room.take(Uint16Array, rows * 4);
    this.messageTotal = room.take(Uint32Array, rows);
    this.messageLastUs = room.take(Float64Array, rows);
    this.tlsRemaining2 = room.take(Uint32Array, rows * 2);
    this.tlsHeader2 = room.take(Float64Array, rows * 2);
    this.uid = room.take(Int32Array, rows);
    this.uidPackets = room.take(Uint32Array, rows);
    this.uidFrame = room.take(Uint32Array, rows);
    this.localVotes = room.take(Int32Array, rows);
  }

  grow(rows: number): void {
    const larger = new FlowColumns(rows) as unknown as Record<string, Float64Array>;
    const columns = this as unknown as Record<string, Float64Array>;
    const old = this.key.buffer;
    for (const name of Object.keys(columns)) {
      if (!ArrayBuffer.isView(columns[name])) continue;
      larger[name].set(columns[name]);
      columns[name] = larger[name];
    }
    releaseBuffers([old]);
    this.rows = rows;
  }

  /** Gives the memory back; the columns are empty from then on. */
  release(): void {
    releaseBuffers([this.key.buffer]);
  }

  /** Back to zero, where a new flow does not overwrite it anyway. */
  clear(row: number): void {
    this.startUs[row] = 0;
    this.capture[row] = 0;
    this.lengthMin[row] = 0;
    this.lengthMax[row] = 0;
    this.lengthLast[row] = 0;
    this.lengthSwitches[row] = 0;
    this.lengthCount[row] = 0;
    this.flags[row] = 0;
    this.historyLength[row] = 0;
    this.messageTotal[row] = 0;
    this.messageLastUs[row] = 0;
    this.uidPackets[row] = 0;
    this.uidFrame[row] = 0;
    this.localVotes[row] = 0;
    // Loops, because fill() on a handful of cells costs more than writing them.
    for (let cell = row * LENGTH_CELLS; cell < (row + 1) * LENGTH_CELLS; cell++) this.lengthSums[cell] = 0;
    for (let log = row * 4; log < row * 4 + 4; log++) this.logCount[log] = 0;
    const counts = row * 2 * HISTORY_CELLS;
    for (let cell = counts; cell < counts + 2 * HISTORY_CELLS; cell++) this.historyCounts[cell] = 0;
    for (let cell = row * 2; cell < row * 2 + 2; cell++) {
      this.packets2[cell] = 0;
      this.bytes2[cell] = 0;
      this.payload2[cell] = 0;
      this.captured2[cell] = 0;
      this.isn2[cell] = 0;
      this.nextSequence2[cell] = 0;
      this.sideFlags2[cell] = 0;
      this.maxSegment2[cell] = 0;
      this.historySeen2[cell] = 0;
      this.stream2[cell] = 0;
      this.missed2[cell] = 0;
      this.prefixBytes[cell] = 0;
      this.prefixClass[cell] = 0;
      this.tlsRemaining2[cell] = 0;
      this.tlsHeader2[cell] = 0;
    }
  }
}

/** What happened to a flow as a whole. */
export const FlowFlag = {
  /** A SYN, or the first packet of a transport without handshake. */
  startSeen: 1,
  syn: 2,
  synAck: 4,
  reset: 8,
  aggregated: 32,
  /** A message of the log may still grow. */
  messageOpen: 64,
  messageFromOriginator: 128,
  /** The last segment of the open message was as large as segments get. */
  messageSegmentFull: 256,
  /** More than one UID was seen. */
  uidMixed: 512,
  data: 1024,
} as const;

/** What happened to one direction. */
export const SideFlag = {
  sequenceKnown: 1,
  fin: 2,
  /** The prefix takes no more: full, or a hole follows. */
  prefixClosed: 4,
  /** The other side acknowledged bytes that the capture has not shown yet. */
  acked: 8,
  tlsDone: 16,
  held: 32,
  /** A packet was sent: highest2 holds. */
  sent: 64,
  /** The snap length cut payload that was not acknowledged yet. */
  cut: 128,
} as const;
