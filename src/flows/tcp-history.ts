// Zeek's connection history (conn.log, `history`): one letter per kind of event, upper case for the originator, each once a side.

import { type FlowColumns, HISTORY_BYTES } from './flow-columns.ts';

/** Positions in LETTERS. */
export const HistoryEvent = {
  syn: 0,
  synAck: 1,
  ack: 2,
  data: 3,
  fin: 4,
  reset: 5,
  retransmission: 6,
  zeroWindow: 7,
  gap: 8,
  inconsistent: 9,
} as const;
export type HistoryEvent = (typeof HistoryEvent)[keyof typeof HistoryEvent];

const LETTERS = [0x53, 0x48, 0x41, 0x44, 0x46, 0x52, 0x54, 0x57, 0x47, 0x49] as const;
const FLIPPED = 0x5e;

export function addHistory(c: FlowColumns, row: number, side: number, event: HistoryEvent): void {
  const cell = row * 2 + side;
  const seen = c.historySeen2[cell];
  const bit = 1 << event;
  if ((seen & bit) !== 0) return;
  c.historySeen2[cell] = seen | bit;
  push(c, row, LETTERS[event] + side * 0x20);
}

/** `^`: the originator was inferred against the direction of the first packet. */
export function markFlipped(c: FlowColumns, row: number): void {
  push(c, row, FLIPPED);
}

export function historyText(c: FlowColumns, row: number): string {
  let text = '';
  const from = row * HISTORY_BYTES;
  for (let i = 0; i < c.historyLength[row]; i++) text += String.fromCharCode(c.history[from + i]);
  return text;
}

function push(c: FlowColumns, row: number, letter: number): void {
  const length = c.historyLength[row];
  if (length === HISTORY_BYTES) return;
  c.history[row * HISTORY_BYTES + length] = letter;
  c.historyLength[row] = length + 1;
}
