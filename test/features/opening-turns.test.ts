import { describe, expect, it } from 'vitest';
import { openingTurns } from '../../src/features/opening-turns.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';

const sent = (from: 'orig' | 'resp', bytes: number): SentMessage => ({ from, bytes: Buffer.alloc(bytes, 1) });

describe('the first turns of a flow', () => {
  it('join what one side sends before the other answers, and remember where its messages end', () => {
    const turns = openingTurns(finishedFlow([sent('orig', 2), sent('orig', 32), sent('resp', 96), sent('orig', 64)]));
    expect(turns).toEqual([
      { fromOriginator: 1, start: 0, bytes: 34, ends: [2, 34] },
      { fromOriginator: 0, start: 0, bytes: 96, ends: [96] },
      { fromOriginator: 1, start: 34, bytes: 64, ends: [64] },
    ]);
  });

  it('are four at most, and none of a flow without payload', () => {
    const many = Array.from({ length: 9 }, (_, i) => sent(i % 2 === 0 ? 'orig' : 'resp', 5));
    expect(openingTurns(finishedFlow(many))).toHaveLength(4);
    expect(openingTurns(finishedFlow([]))).toEqual([]);
  });
});
