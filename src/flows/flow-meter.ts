// The meter of one shard: packets in, ended flows out. Splits flows at idle gaps and new connections, evicts the oldest at the cap.
// Invariant: what it does depends on the shard's own packets only, so results do not change with the number of workers.

import { NO_UID, PacketDirection } from '../parse/capture-record.ts';
import { IpProtocol, type PacketView, TcpFlag } from '../parse/packet-view.ts';
import { type FlowColumns, FlowFlag, SideFlag } from './flow-columns.ts';
import type { EndReason } from './flow-record.ts';
import { FlowTable, IDLE_TIMEOUT_US, IdleClass, NO_ROW } from './flow-table.ts';
import { isFlipped } from './originator.ts';
import { countPayloadLength } from './payload-lengths.ts';
import { PayloadLog } from './payload-log.ts';
import { TcpAssembly } from './tcp-assembly.ts';
import { addHistory, HistoryEvent, markFlipped } from './tcp-history.ts';

/** Called with a row that has ended; its columns are valid until the call returns. */
export type FlowEnd = (meter: FlowMeter, row: number, reason: EndReason) => void;

/** The largest IP packet an Ethernet carries; larger ones were joined by the capturing host (TSO, GRO). */
const ETHERNET_MTU = 1500;

export class FlowMeter {
  readonly table = new FlowTable();
  readonly payload = new PayloadLog();
  readonly assembly = new TcpAssembly(this.payload);
  /** Flows ended early because the table was full. */
  evicted = 0;
  /** UIDs of flows whose packets carried more than one: row → uid → packets and first frame. */
  readonly mixedUids = new Map<number, Map<number, { packets: number; frame: number }>>();
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
        row = NO_ROW;
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
    if (view.uid !== NO_UID && view.uid >= 0) this.#countUid(c, row, view);
    if (view.direction !== PacketDirection.unknown) {
      const vote = (view.direction === PacketDirection.outbound) === (side === 0) ? 1 : -1;
      c.localVotes[row] = c.localVotes[row] + vote;
    }
    if (length > 0) {
      c.payload2[cell] = c.payload2[cell] + length;
      c.captured2[cell] = c.captured2[cell] + view.payloadCaptured;
    }
    if (view.protocol === IpProtocol.tcp) this.#tcp(c, row, side, view);
    else {
      if (length > 0) {
        addHistory(c, row, side, HistoryEvent.data);
        c.flags[row] = c.flags[row] | FlowFlag.data;
        this.payload.datagram(c, row, side, view.timeUs, view.bytes, view.payloadStart, view.payloadCaptured, length);
      }
      table.touch(row, IdleClass.short);
    }
  }

  /** The capture is over: every flow that is left ends, in order of age. */
  finish(): void {
    for (const idleClass of [IdleClass.short, IdleClass.tcp]) {
      for (let row = this.table.oldest[idleClass]; row !== NO_ROW; row = this.table.oldest[idleClass]) {
        this.#end(row, this.#isClosed(row) ? 'ended' : 'forced');
      }
    }
  }

  #tcp(c: FlowColumns, row: number, side: number, view: PacketView): void {
    const flags = view.tcpFlags;
    const length = view.payloadBytes;
    const cell = row * 2 + side;
    if ((flags & TcpFlag.syn) !== 0) this.#syn(c, row, side, view);
    else if (length === 0 && (flags & (TcpFlag.fin | TcpFlag.rst)) === 0 && (flags & TcpFlag.ack) !== 0) {
      addHistory(c, row, side, HistoryEvent.ack);
    }
    if (view.window === 0 && (flags & (TcpFlag.syn | TcpFlag.rst | TcpFlag.fin)) === 0 && (flags & TcpFlag.ack) !== 0) {
      addHistory(c, row, side, HistoryEvent.zeroWindow);
    }
    if ((flags & TcpFlag.ack) !== 0 && (c.sideFlags2[cell ^ 1] & SideFlag.held) !== 0) {
      this.assembly.acknowledged(c, row, side ^ 1, view.acknowledgment);
    }
    if (length > 0) {
      addHistory(c, row, side, HistoryEvent.data);
      c.flags[row] = c.flags[row] | FlowFlag.data;
      const sequence = (flags & TcpFlag.syn) !== 0 ? (view.sequence + 1) | 0 : view.sequence;
      const push = (flags & (TcpFlag.psh | TcpFlag.fin)) !== 0;
      this.assembly.segment(
        c,
        row,
        side,
        sequence,
        view.timeUs,
        view.bytes,
        view.payloadStart,
        view.payloadCaptured,
        length,
        push,
      );
    }
    if ((flags & TcpFlag.fin) !== 0) {
      addHistory(c, row, side, HistoryEvent.fin);
      c.sideFlags2[cell] = c.sideFlags2[cell] | SideFlag.fin;
    }
    if ((flags & TcpFlag.rst) !== 0) {
      addHistory(c, row, side, HistoryEvent.reset);
      c.flags[row] = c.flags[row] | FlowFlag.reset;
    }
    this.table.touch(row, this.#isClosed(row) ? IdleClass.short : IdleClass.tcp);
  }

  #syn(c: FlowColumns, row: number, side: number, view: PacketView): void {
    const cell = row * 2 + side;
    const isAnswer = (view.tcpFlags & TcpFlag.ack) !== 0;
    addHistory(c, row, side, isAnswer ? HistoryEvent.synAck : HistoryEvent.syn);
    if ((view.tcpFlags & (TcpFlag.fin | TcpFlag.rst)) !== 0) addHistory(c, row, side, HistoryEvent.inconsistent);
    c.flags[row] = c.flags[row] | (isAnswer ? FlowFlag.synAck : FlowFlag.syn) | FlowFlag.startSeen;
    if ((c.sideFlags2[cell] & SideFlag.sequenceKnown) === 0) {
      c.isn2[cell] = view.sequence;
      c.nextSequence2[cell] = (view.sequence + 1) | 0;
      c.sideFlags2[cell] = c.sideFlags2[cell] | SideFlag.sequenceKnown;
    }
  }

  /** Why the packet cannot belong to this row's flow any more: an idle gap, or a new connection on the same ports. */
  #endsBefore(row: number, view: PacketView): EndReason | undefined {
    const c = this.table.columns;
    const gapUs = Math.abs(view.timeUs - c.lastUs[row]);
    const closed = this.#isClosed(row);
    if (gapUs > IDLE_TIMEOUT_US[c.idleClass[row]]) return closed ? 'ended' : 'idle';
    if (view.protocol !== IpProtocol.tcp || (view.tcpFlags & (TcpFlag.syn | TcpFlag.ack)) !== TcpFlag.syn)
      return undefined;
    const flags = c.flags[row];
    const sameStart = this.table.direction === 0 && (flags & FlowFlag.syn) !== 0 && c.isn2[row * 2] === view.sequence;
    if (sameStart) return undefined;
    const begun = closed || (flags & (FlowFlag.data | FlowFlag.synAck)) !== 0 || this.table.direction === 0;
    return begun ? (closed ? 'ended' : 'forced') : undefined;
  }

  #begin(view: PacketView, hash: number, capture: number): number {
    if (this.table.count >= this.#maxFlows) this.#evict();
    const flipped = isFlipped(view);
    const row = this.table.begin(view, hash, flipped);
    const c = this.table.columns;
    c.capture[row] = capture;
    c.firstFrame[row] = view.frame;
    c.startUs[row] = view.timeUs;
    c.startNs[row] = view.timeNs;
    c.lastUs[row] = view.timeUs;
    if (view.protocol !== IpProtocol.tcp && !flipped) c.flags[row] = FlowFlag.startSeen;
    if (flipped) {
      c.flags[row] = FlowFlag.flipped;
      if ((view.tcpFlags & TcpFlag.syn) === 0) markFlipped(c, row);
    }
    return row;
  }

  #countUid(c: FlowColumns, row: number, view: PacketView): void {
    if (c.uidPackets[row] === 0) {
      c.uid[row] = view.uid;
      c.uidFrame[row] = view.frame;
    }
    if (c.uid[row] === view.uid) {
      c.uidPackets[row] = c.uidPackets[row] + 1;
      return;
    }
    c.flags[row] = c.flags[row] | FlowFlag.uidMixed;
    const others = this.mixedUids.get(row) ?? new Map<number, { packets: number; frame: number }>();
    const other = others.get(view.uid);
    if (other !== undefined) other.packets += 1;
    else if (others.size < 16) others.set(view.uid, { packets: 1, frame: view.frame });
    this.mixedUids.set(row, others);
  }

  #isClosed(row: number): boolean {
    const c = this.table.columns;
    return (
      (c.flags[row] & FlowFlag.reset) !== 0 || (c.sideFlags2[row * 2] & c.sideFlags2[row * 2 + 1] & SideFlag.fin) !== 0
    );
  }

  /** Ends rows whose idle time is over. Traffic time is that of the packet at hand: one wrong clock must not end everything for good. */
  #expire(nowUs: number): void {
    const { oldest, columns } = this.table;
    for (let idleClass = 0; idleClass < 2; idleClass++) {
      const timeoutUs = IDLE_TIMEOUT_US[idleClass];
      for (let row = oldest[idleClass]; row !== NO_ROW; row = oldest[idleClass]) {
        if (nowUs - columns.lastUs[row] <= timeoutUs) break;
        this.#end(row, this.#isClosed(row) ? 'ended' : 'idle');
      }
    }
  }

  #evict(): void {
    const { oldest, columns } = this.table;
    const tcp = oldest[IdleClass.tcp];
    const other = oldest[IdleClass.short];
    const row = other === NO_ROW || (tcp !== NO_ROW && columns.lastUs[tcp] < columns.lastUs[other]) ? tcp : other;
    this.evicted += 1;
    this.#end(row, 'resources');
  }

  #end(row: number, reason: EndReason): void {
    const c = this.table.columns;
    this.assembly.finish(c, row);
    this.#onEnd(this, row, reason);
    this.payload.release(c, row);
    if ((c.flags[row] & FlowFlag.uidMixed) !== 0) this.mixedUids.delete(row);
    this.table.remove(row);
  }
}
