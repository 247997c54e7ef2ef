// The first turns of a flow: what one side sends before the other answers, and where its messages end inside the turn.

import type { FinishedFlow } from '../flows/finished-flow.ts';

export interface OpeningTurn {
  readonly fromOriginator: 0 | 1;
  /** Offset of its first byte in that side's prefix. */
  readonly start: number;
  bytes: number;
  /** Bytes of the turn up to the end of each of its first messages. */
  readonly ends: number[];
}

const MAX_TURNS = 4;
const MAX_MESSAGES = 8;

/** At most four; the last may be cut by the log's end. */
export function openingTurns(flow: FinishedFlow): OpeningTurn[] {
  const { count, fromOriginator, bytes, prefixOffset } = flow.messages;
  const turns: OpeningTurn[] = [];
  let turn: OpeningTurn | undefined;
  for (let i = 0; i < count; i++) {
    if (bytes[i] === 0) continue;
    if (turn === undefined || turn.fromOriginator !== fromOriginator[i]) {
      if (turns.length === MAX_TURNS) break;
      turn = { fromOriginator: fromOriginator[i] === 1 ? 1 : 0, start: prefixOffset[i], bytes: 0, ends: [] };
      turns.push(turn);
    }
    turn.bytes += bytes[i];
    if (turn.ends.length < MAX_MESSAGES) turn.ends.push(turn.bytes);
  }
  return turns;
}
