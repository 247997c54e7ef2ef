// What TCP headers say about a flow (RFC 9293 §3.5, §3.6): history letters, where each side's sequence begins, when the connection is over
// and when a packet on the same ports is another connection's.

import { type PacketView, TcpFlag } from '../parse/packet-view.ts';
import { type FlowColumns, FlowFlag, SideFlag } from './flow-columns.ts';
import { addCountedHistory, addHistory, addSequencedHistory, HistoryEvent } from './tcp-history.ts';

const CONTROL = TcpFlag.syn | TcpFlag.fin | TcpFlag.rst;

/** Letters are added in Zeek's order: what the packet is, then its window, then whether it came before. */
export function noteTcpSignals(c: FlowColumns, row: number, side: number, view: PacketView): void {
  const flags = view.tcpFlags;
  // No flag and no payload: a header that the capture cut off, or nothing to tell.
  if (flags === 0 && view.payloadBytes === 0) return;
  noteKind(c, row, side, view);
  const isSynOrReset = (flags & (TcpFlag.syn | TcpFlag.rst)) !== 0;
  if (view.window === 0 && !isSynOrReset) addCountedHistory(c, row, side, HistoryEvent.zeroWindow);
  noteSequence(c, row, side, view);
  const cell = row * 2 + side;
  if ((flags & TcpFlag.syn) !== 0) noteSyn(c, row, cell, view);
  if ((flags & TcpFlag.fin) !== 0) c.sideFlags2[cell] = c.sideFlags2[cell] | SideFlag.fin;
  if ((flags & TcpFlag.rst) !== 0) c.flags[row] = c.flags[row] | FlowFlag.reset;
}

/** Both sides said FIN, or one RST. */
export function isClosed(c: FlowColumns, row: number): boolean {
  return (
    (c.flags[row] & FlowFlag.reset) !== 0 || (c.sideFlags2[row * 2] & c.sideFlags2[row * 2 + 1] & SideFlag.fin) !== 0
  );
}

/**
 * Whether a packet begins another connection on the ports of this flow: a SYN with another initial sequence number, unless it may be the
 * other half of a simultaneous open; a SYN-ACK with another one, once the flow is closed.
 */
export function beginsAnew(c: FlowColumns, row: number, side: number, view: PacketView): boolean {
  if ((view.tcpFlags & CONTROL) !== TcpFlag.syn) return false;
  const flags = c.flags[row];
  const cell = row * 2 + side;
  const knowsStart = (flags & FlowFlag.startSeen) !== 0 && (c.sideFlags2[cell] & SideFlag.sequenceKnown) !== 0;
  if (knowsStart && c.isn2[cell] === view.sequence) return false;
  if ((view.tcpFlags & TcpFlag.ack) !== 0) return isClosed(c, row);
  return side === 0 || isClosed(c, row) || (flags & (FlowFlag.data | FlowFlag.synAck)) !== 0;
}

function noteKind(c: FlowColumns, row: number, side: number, view: PacketView): void {
  const flags = view.tcpFlags;
  switch (flags & CONTROL) {
    case 0:
      if (view.payloadBytes > 0) addHistory(c, row, side, HistoryEvent.data);
      else if ((flags & TcpFlag.ack) !== 0) addHistory(c, row, side, HistoryEvent.ack);
      return;
    case TcpFlag.syn: {
      const event = (flags & TcpFlag.ack) !== 0 ? HistoryEvent.synAck : HistoryEvent.syn;
      addSequencedHistory(c, row, side, event, view.sequence);
      return;
    }
    case TcpFlag.fin:
      addSequencedHistory(c, row, side, HistoryEvent.fin, (view.sequence + view.payloadBytes) | 0);
      return;
    case TcpFlag.rst:
      addSequencedHistory(c, row, side, HistoryEvent.reset, view.sequence);
      return;
    case TcpFlag.fin | TcpFlag.rst:
      addHistory(c, row, side, HistoryEvent.inconsistent);
      return;
    default:
      addHistory(c, row, side, HistoryEvent.multiFlag);
  }
}

/** A retransmission ends at or below what this side has sent already, be it that only a later packet was captured before. */
function noteSequence(c: FlowColumns, row: number, side: number, view: PacketView): void {
  const cell = row * 2 + side;
  const flags = view.tcpFlags;
  const length = view.payloadBytes;
  const controls = (flags & TcpFlag.syn ? 1 : 0) + (flags & TcpFlag.fin ? 1 : 0);
  const end = (view.sequence + length + controls) | 0;
  const isFirst = (c.sideFlags2[cell] & SideFlag.sent) === 0;
  if (isFirst || ((end - c.highest2[cell]) | 0) > 0) {
    c.highest2[cell] = end;
    if (isFirst) c.sideFlags2[cell] = c.sideFlags2[cell] | SideFlag.sent;
  } else if (length > 0 && (flags & TcpFlag.rst) === 0) {
    addCountedHistory(c, row, side, HistoryEvent.retransmission);
  }
}

/** A SYN-ACK also tells where the other side's sequence begins, which helps when it was captured before the SYN. */
function noteSyn(c: FlowColumns, row: number, cell: number, view: PacketView): void {
  const isAnswer = (view.tcpFlags & TcpFlag.ack) !== 0;
  c.flags[row] = c.flags[row] | (isAnswer ? FlowFlag.synAck : FlowFlag.syn) | FlowFlag.startSeen;
  setStart(c, cell, view.sequence);
  if (isAnswer) setStart(c, cell ^ 1, (view.acknowledgment - 1) | 0);
}

function setStart(c: FlowColumns, cell: number, initialSequence: number): void {
  if ((c.sideFlags2[cell] & SideFlag.sequenceKnown) !== 0) return;
  c.isn2[cell] = initialSequence;
  c.nextSequence2[cell] = (initialSequence + 1) | 0;
  c.sideFlags2[cell] = c.sideFlags2[cell] | SideFlag.sequenceKnown;
}
