// The meter of one shard: packets in, ended flows out. Splits flows at idle gaps and new connections, evicts the oldest at the cap.
// Invariant: what it does depends on the shard's own packets only, so results do not change with the number of workers.

import { PacketDirection } from '../parse/capture-record.ts';
import { IpProtocol, type PacketView, TcpFlag } from '../parse/packet-view.ts';
import { type FlowColumns, FlowFlag } from './flow-columns.ts';
import type { EndReason } from './flow-record.ts';
import { FlowTable, IDLE_TIMEOUT_US, IdleClass, NO_ROW } from './flow-table.ts';
import { isFlipped } from './originator.ts';
import { PacketUids } from './packet-uids.ts';
import { countPayloadLength } from './payload-lengths.ts';
import { PayloadLog } from './payload-log.ts';
import { TcpAssembly } from './tcp-assembly.ts';
import { addHistory, HistoryEvent, markFlipped } from './tcp-history.ts';
import { beginsAnew, isClosed, noteTcpSignals } from './tcp-signals.ts';

/** Called with a row that has ended; its columns are valid until the call returns. */
export type FlowEnd = (meter: FlowMeter, row: number, reason: EndReason) => void;

/** The largest IP packet an Ethernet carries; larger ones were joined by the capturing host (TSO, GRO). */
const ETHERNET_MTU = 1500;
/** A bucket of the table holds one row or two; this many are somebody's work, to make every look-up long. */
const MAX_CROWD = 64;

export class FlowMeter {
  table = new FlowTable();
  readonly payload = new PayloadLog();
  readonly assembly = new TcpAssembly(this.payload);
  readonly uids = new PacketUids();
  /** Open flows ended early because the table, or their bucket of it, was full. */
  evicted = 0;
  readonly #onEnd: FlowEnd;
  readonly #maxFlows: number;

  constructor(maxFlows: number, onEnd: FlowEnd) {
    this.#maxFlows = maxFlows;
    this.#onEnd = onEnd;
  }

  packet(view: PacketView, hash: number, capture: number): void {
    const { table } = this;
    const c = table.columns;
    this.#expire(view.timeUs);
    let row = table.find(view, hash);
    if (row !== NO_ROW) {
      const reason = this.#endsBefore(row, view);
      if (reason !== undefined) {
        this.#end(row, reason);
        row = table.find(view, hash);
      }
    }
    if (row === NO_ROW) row = this.#begin(view, hash, capture);
    const side = table.direction;
    const cell = row * 2 + side;
    c.lastUs[row] = Math.max(view.timeUs, c.lastUs[row]);
    c.lastFrame[row] = view.frame;
    c.packets2[cell] = c.packets2[cell] + view.ipPackets;
    c.bytes2[cell] = c.bytes2[cell] + view.ipBytes;
    const length = view.payloadBytes;
    countPayloadLength(c, row, length, (view.timeUs - c.startUs[row]) / 1000);
    if (view.ipBytes > ETHERNET_MTU && view.ipPackets === 1) c.flags[row] = c.flags[row] | FlowFlag.aggregated;
    this.uids.count(c, row, view);
    if (view.direction !== PacketDirection.unknown) {
      const vote = (view.direction === PacketDirection.outbound) === (side === 0) ? 1 : -1;
      c.localVotes[row] = c.localVotes[row] + vote;
    }
    if (length > 0) {
      c.payload2[cell] = c.payload2[cell] + length;
      c.captured2[cell] = c.captured2[cell] + view.payloadCaptured;
      c.flags[row] = c.flags[row] | FlowFlag.data;
    }
    if (view.protocol === IpProtocol.tcp) {
      this.#tcp(c, row, side, view);
      table.touch(row, isClosed(c, row) ? IdleClass.closed : IdleClass.tcp);
      return;
    }
    addHistory(c, row, side, HistoryEvent.data);
    if (length > 0) {
      this.payload.datagram(c, row, side, view.timeUs, view.bytes, view.payloadStart, view.payloadCaptured, length);
    }
    table.touch(row, IdleClass.short);
  }

  /** The capture is over, its last packet, of whatever shard, came at `nowUs`: every flow that is left ends, and its memory is given back. */
  finish(nowUs: number): void {
    const { oldest, columns } = this.table;
    for (let idleClass = 0; idleClass < IDLE_TIMEOUT_US.length; idleClass++) {
      for (let row = oldest[idleClass]; row !== NO_ROW; row = oldest[idleClass]) {
        const isIdle = nowUs - columns.lastUs[row] > IDLE_TIMEOUT_US[idleClass];
        this.#end(row, isClosed(columns, row) ? 'ended' : isIdle ? 'idle' : 'forced');
      }
    }
    // The flows of the other shards are still to be ended, and what is kept of them needs room.
    columns.release();
    this.table = new FlowTable(1);
    this.payload.late.clear();
    this.payload.prefixes.clear();
    this.payload.logs.clear();
  }

  #tcp(c: FlowColumns, row: number, side: number, view: PacketView): void {
    noteTcpSignals(c, row, side, view);
    const flags = view.tcpFlags;
    // What a RST carries is a remark, not data (RFC 9293 §3.5.3), and what it acknowledges may be nothing.
    if ((flags & TcpFlag.rst) !== 0) return;
    if ((flags & TcpFlag.ack) !== 0) this.assembly.acknowledged(c, row, side ^ 1, view.acknowledgment);
    const length = view.payloadBytes;
    if (length === 0) return;
    this.payload.packet(c, row, side, view.timeUs, length);
    this.assembly.segment(
      c,
      row,
      side,
      (flags & TcpFlag.syn) !== 0 ? (view.sequence + 1) | 0 : view.sequence,
      view.timeUs,
      view.bytes,
      view.payloadStart,
      view.payloadCaptured,
      length,
      (flags & (TcpFlag.psh | TcpFlag.fin)) !== 0,
    );
  }

  /** Why the packet cannot belong to this row's flow any more: an idle gap, or a new connection on the same ports. */
  #endsBefore(row: number, view: PacketView): EndReason | undefined {
    const c = this.table.columns;
    if (Math.abs(view.timeUs - c.lastUs[row]) > IDLE_TIMEOUT_US[c.idleClass[row]]) {
      return isClosed(c, row) ? 'ended' : 'idle';
    }
    return view.protocol === IpProtocol.tcp && beginsAnew(c, row, this.table.direction, view) ? 'ended' : undefined;
  }

  #begin(view: PacketView, hash: number, capture: number): number {
    if (this.table.count >= this.#maxFlows) this.#evict(this.#longestIdle());
    else if (this.table.crowd >= MAX_CROWD) this.#evict(this.table.eldest);
    const flipped = isFlipped(view);
    const row = this.table.begin(view, hash, flipped);
    const c = this.table.columns;
    c.capture[row] = capture;
    c.firstFrame[row] = view.frame;
    c.startUs[row] = view.timeUs;
    c.startNs[row] = view.timeNs;
    c.lastUs[row] = view.timeUs;
    if (flipped) markFlipped(c, row);
    else if (view.protocol !== IpProtocol.tcp) c.flags[row] = FlowFlag.startSeen;
    return row;
  }

  /** Ends rows whose idle time is over. Traffic time is that of the packet at hand, so that a clock that jumps does so once. */
  #expire(nowUs: number): void {
    const { oldest, columns } = this.table;
    for (let idleClass = 0; idleClass < IDLE_TIMEOUT_US.length; idleClass++) {
      const timeoutUs = IDLE_TIMEOUT_US[idleClass];
      for (let row = oldest[idleClass]; row !== NO_ROW; row = oldest[idleClass]) {
        if (nowUs - columns.lastUs[row] <= timeoutUs) break;
        this.#end(row, isClosed(columns, row) ? 'ended' : 'idle');
      }
    }
  }

  /** A closed flow where there is one, because it loses nothing; else the one whose last packet is the oldest. */
  #longestIdle(): number {
    const { oldest, columns } = this.table;
    const closed = oldest[IdleClass.closed];
    if (closed !== NO_ROW) return closed;
    const tcp = oldest[IdleClass.tcp];
    const other = oldest[IdleClass.short];
    return other === NO_ROW || (tcp !== NO_ROW && columns.lastUs[tcp] < columns.lastUs[other]) ? tcp : other;
  }

  #evict(row: number): void {
    const closed = isClosed(this.table.columns, row);
    if (!closed) this.evicted += 1;
    this.#end(row, closed ? 'ended' : 'resources');
  }

  #end(row: number, reason: EndReason): void {
    const c = this.table.columns;
    this.assembly.finish(c, row);
    this.#onEnd(this, row, reason);
    this.payload.release(c, row);
    this.uids.release(c, row);
    this.table.remove(row);
  }
}
