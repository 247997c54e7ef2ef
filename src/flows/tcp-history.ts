// Zeek's connection history (conn.log, `history`): one letter per kind of event, upper case for the originator.
// Most letters come once a side; S, H, F and R come again with another sequence number, T, W and G at the 10th, 100th, 1,000th … time.

import { type FlowColumns, HISTORY_BYTES, HISTORY_CELLS } from './flow-columns.ts';

/** Positions in LETTERS. Those below HISTORY_CELLS are counted. */
export const HistoryEvent = {
  retransmission: 0,
  zeroWindow: 1,
  gap: 2,
  syn: 3,
  synAck: 4,
  ack: 5,
  data: 6,
  fin: 7,
  reset: 8,
  /** FIN and RST in one packet. */
  inconsistent: 9,
  /** SYN and FIN, or SYN and RST, in one packet. */
  multiFlag: 10,
} as const;
export type HistoryEvent = (typeof HistoryEvent)[keyof typeof HistoryEvent];

/** T W G S H A D F R I Q */
const LETTERS = [0x54, 0x57, 0x47, 0x53, 0x48, 0x41, 0x44, 0x46, 0x52, 0x49, 0x51] as const;
const FLIPPED = 0x5e;
/** X: more happened than a flow's history can hold. */
const FULL = 0x58;
const LOWER_CASE = 0x20;

/** An event that is said once a side. */
export function addHistory(c: FlowColumns, row: number, side: number, event: HistoryEvent): void {
  const cell = row * 2 + side;
  const seen = c.historySeen2[cell];
  const bit = 1 << event;
  if ((seen & bit) !== 0) return;
  c.historySeen2[cell] = seen | bit;
  push(c, row, side, LETTERS[event]);
}

/** An event that is said again when its sequence number differs from the last one's. SYN and SYN-ACK are one kind. */
export function addSequencedHistory(
  c: FlowColumns,
  row: number,
  side: number,
  event: HistoryEvent,
  sequence: number,
): void {
  const kind = event === HistoryEvent.fin ? 1 : event === HistoryEvent.reset ? 2 : 0;
  const cell = row * 2 + side;
  const at = cell * HISTORY_CELLS + kind;
  const bit = 1 << (kind === 0 ? HistoryEvent.syn : event);
  const seen = c.historySeen2[cell];
  if ((seen & bit) !== 0 && c.historySequences[at] === sequence) return;
  c.historySeen2[cell] = seen | bit;
  c.historySequences[at] = sequence;
  push(c, row, side, LETTERS[event]);
}

/** An event that is said at its first, 10th, 100th … time. */
export function addCountedHistory(c: FlowColumns, row: number, side: number, event: 0 | 1 | 2): void {
  const at = (row * 2 + side) * HISTORY_CELLS + event;
  const count = c.historyCounts[at] + 1;
  if (count > 0xffff) return;
  c.historyCounts[at] = count;
  if (count === 1 || count === 10 || count === 100 || count === 1000 || count === 10_000) {
    push(c, row, side, LETTERS[event]);
  }
}

/** `^`: the originator is not the sender of the first packet. */
export function markFlipped(c: FlowColumns, row: number): void {
  push(c, row, 0, FLIPPED);
}

export function historyText(c: FlowColumns, row: number): string {
  let text = '';
  const from = row * HISTORY_BYTES;
  for (let i = 0; i < c.historyLength[row]; i++) text += String.fromCharCode(c.history[from + i]);
  return text;
}

function push(c: FlowColumns, row: number, side: number, letter: number): void {
  const length = c.historyLength[row];
  if (length === HISTORY_BYTES) return;
  const said = length === HISTORY_BYTES - 1 ? FULL : letter;
  c.history[row * HISTORY_BYTES + length] = letter === FLIPPED ? letter : said + side * LOWER_CASE;
  c.historyLength[row] = length + 1;
}
