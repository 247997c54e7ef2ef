// Payload that is in order: the prefix of each direction, the message log, the packet log and the TLS record walk.
// Invariant: a prefix is contiguous; it closes at the first hole and never opens again.

import { MESSAGE_LOG_CAP, PACKET_LOG_CAP, PREFIX_BYTES } from './finished-flow.ts';
import { type FlowColumns, FlowFlag, Log, SideFlag } from './flow-columns.ts';
import { LateBytesPool } from './late-bytes.ts';
import { LogPool, NO_LOG } from './log-pool.ts';
import { NO_BLOCK, PrefixPool } from './prefix-pool.ts';
import { walkTlsRecords } from './tls-record-walk.ts';

/** A full segment that is followed within a second continues a write; longer pauses are the application's. */
const MESSAGE_GAP_US = 1e6;
/** Below this a segment is never one of a larger write: RFC 9293 §3.7.1 default MSS, and what mobile paths leave of 1500. */
const DEFAULT_MSS = 536;
const FULL_SEGMENT = 1200;
/** `prefixOffset` of a message that the prefix does not hold. */
const BEYOND_PREFIX = 0x7fffffff;
const QUIC_LONG_HEADER = 0xc0;

export class PayloadLog {
  readonly prefixes = new PrefixPool();
  readonly late = new LateBytesPool(this.prefixes);
  readonly logs = new LogPool();
  /** Messages that a cap left out. */
  droppedMessages = 0;

  /** A TCP packet with payload as it came, whether its bytes are new and in order or not. */
  packet(c: FlowColumns, row: number, side: number, timeUs: number, length: number): void {
    this.#append(c, row, Log.packets, PACKET_LOG_CAP, timeUs, length, side === 0, 0);
  }

  /** A TCP segment's new bytes, in order. `push`: the sender marked the end of a write. */
  stream(
    c: FlowColumns,
    row: number,
    side: number,
    timeUs: number,
    bytes: Uint8Array,
    start: number,
    captured: number,
    length: number,
    push: boolean,
  ): void {
    const cell = row * 2 + side;
    const offset = this.#store(c, cell, bytes, start, captured, length);
    if (c.stream2[cell] > PREFIX_BYTES && isNoTls(c, row, side)) this.#late(c, cell, bytes, start, captured, length);
    this.#message(c, row, side, cell, timeUs, length, push, offset);
    const flags = c.sideFlags2[cell];
    if ((flags & SideFlag.tlsDone) === 0) {
      if (captured < length) c.sideFlags2[cell] = flags | SideFlag.tlsDone;
      else walkTlsRecords(c, row, side, this.logs, bytes, start, captured);
    }
  }

  /** A datagram: a message of its own. */
  datagram(
    c: FlowColumns,
    row: number,
    side: number,
    timeUs: number,
    bytes: Uint8Array,
    start: number,
    captured: number,
    length: number,
  ): void {
    const cell = row * 2 + side;
    const offset = this.#store(c, cell, bytes, start, captured, length);
    if (c.stream2[cell] > PREFIX_BYTES && !this.#isQuic(c, cell)) this.#late(c, cell, bytes, start, captured, length);
    c.messageTotal[row] = c.messageTotal[row] + 1;
    if (!this.#append(c, row, Log.messages, MESSAGE_LOG_CAP, timeUs, length, side === 0, offset))
      this.droppedMessages += 1;
  }

  /** Bytes that the capture does not hold: the prefix closes, the message and the record walk end. */
  hole(c: FlowColumns, row: number, side: number, length: number): void {
    const cell = row * 2 + side;
    c.missed2[cell] = c.missed2[cell] + length;
    c.sideFlags2[cell] = c.sideFlags2[cell] | SideFlag.prefixClosed | SideFlag.tlsDone;
    c.flags[row] = c.flags[row] & ~FlowFlag.messageOpen;
  }

  release(c: FlowColumns, row: number): void {
    for (let cell = row * 2; cell < row * 2 + 2; cell++) {
      const block = c.prefixBlock[cell];
      if (block !== NO_BLOCK) this.prefixes.release(block, c.prefixClass[cell]);
      this.late.release(cell);
    }
    for (let log = row * 4; log < row * 4 + 4; log++) this.logs.release(c.logFirst[log], c.logLast[log]);
  }

  /** Adds to stream and prefix; returns where the bytes start in the prefix. */
  #store(c: FlowColumns, cell: number, bytes: Uint8Array, start: number, captured: number, length: number): number {
    c.stream2[cell] = c.stream2[cell] + captured;
    const closes = captured < length;
    if (closes) {
      c.missed2[cell] = c.missed2[cell] + length - captured;
      c.sideFlags2[cell] = c.sideFlags2[cell] | SideFlag.cut;
    }
    if ((c.sideFlags2[cell] & SideFlag.prefixClosed) !== 0) return BEYOND_PREFIX;
    const offset = c.prefixBytes[cell];
    const take = Math.min(captured, PREFIX_BYTES - offset);
    if (take > 0) {
      const pool = this.prefixes;
      let block = c.prefixBlock[cell];
      let sizeClass = c.prefixClass[cell];
      if (block === NO_BLOCK) {
        sizeClass = pool.classFor(take);
        block = pool.allocate(sizeClass);
      } else if (offset + take > pool.capacity(sizeClass)) {
        const larger = pool.classFor(offset + take);
        block = pool.move(block, sizeClass, larger, offset);
        sizeClass = larger;
      }
      if (block === NO_BLOCK) {
        // What is there stays; the rest of the prefix has no room.
        c.sideFlags2[cell] = c.sideFlags2[cell] | SideFlag.prefixClosed;
        return BEYOND_PREFIX;
      }
      c.prefixBlock[cell] = block;
      c.prefixClass[cell] = sizeClass;
      pool.write(block, offset, bytes, start, take);
      c.prefixBytes[cell] = offset + take;
    }
    if (closes || offset + take >= PREFIX_BYTES) c.sideFlags2[cell] = c.sideFlags2[cell] | SideFlag.prefixClosed;
    return offset;
  }

  /** Bytes of which the prefix does not hold the end, already counted. */
  #late(c: FlowColumns, cell: number, bytes: Uint8Array, start: number, captured: number, length: number): void {
    const offset = c.stream2[cell] + c.missed2[cell] - length;
    if (this.late.reaches(offset)) this.late.add(cell, bytes, start, captured, offset);
  }

  /** By the form bits of its first byte (RFC 9000 §17.2): others that begin so are not looked at either. */
  #isQuic(c: FlowColumns, cell: number): boolean {
    const block = c.prefixBlock[cell];
    return block !== NO_BLOCK && this.prefixes.firstByte(block) >= QUIC_LONG_HEADER;
  }

  #message(
    c: FlowColumns,
    row: number,
    side: number,
    cell: number,
    timeUs: number,
    length: number,
    push: boolean,
    offset: number,
  ): void {
    let flags = c.flags[row];
    const sender = side === 0 ? FlowFlag.messageFromOriginator : 0;
    const continues =
      (flags & FlowFlag.messageOpen) !== 0 &&
      (flags & FlowFlag.messageFromOriginator) === sender &&
      (flags & FlowFlag.messageSegmentFull) !== 0 &&
      timeUs - c.messageLastUs[row] <= MESSAGE_GAP_US;
    const log = row * 4 + Log.messages;
    const count = c.logCount[log];
    if (continues) {
      // Once the cap is reached the last message held is not the one that goes on.
      if (c.messageTotal[row] === count) this.logs.extendLast(c.logLast[log], count, length);
    } else {
      c.messageTotal[row] = c.messageTotal[row] + 1;
      if (!this.#append(c, row, Log.messages, MESSAGE_LOG_CAP, timeUs, length, side === 0, offset))
        this.droppedMessages += 1;
    }
    const largest = Math.max(c.maxSegment2[cell], Math.min(length, 0xffff));
    c.maxSegment2[cell] = largest;
    const full = push ? length >= FULL_SEGMENT && length >= largest : length >= DEFAULT_MSS;
    flags = (flags & ~(FlowFlag.messageFromOriginator | FlowFlag.messageSegmentFull)) | FlowFlag.messageOpen | sender;
    c.flags[row] = full ? flags | FlowFlag.messageSegmentFull : flags;
    c.messageLastUs[row] = timeUs;
  }

  /** False when the log or the pool is full. */
  #append(
    c: FlowColumns,
    row: number,
    which: number,
    cap: number,
    timeUs: number,
    length: number,
    fromOriginator: boolean,
    at: number,
  ): boolean {
    const log = row * 4 + which;
    const count = c.logCount[log];
    if (count >= cap) return false;
    const last = this.logs.append(c.logLast[log], count, timeUs, length, fromOriginator, at);
    if (last === NO_LOG) return false;
    if (count === 0) c.logFirst[log] = last;
    c.logLast[log] = last;
    c.logCount[log] = count + 1;
    return true;
  }
}

/** The direction did not begin with TLS records, or not with its beginning. */
function isNoTls(c: FlowColumns, row: number, side: number): boolean {
  const log = row * 4 + (side === 0 ? Log.tlsOriginator : Log.tlsResponder);
  return c.logCount[log] === 0 && (c.sideFlags2[row * 2 + side] & SideFlag.tlsDone) !== 0;
}
