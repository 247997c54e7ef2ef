import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/base/ascending-rows.ts';

describe('the entries of one row', () => {
  const list = [1, 1, 4, 7, 7, 7, 9].map((row, at) => ({ row, at }));

  it('are found at the beginning, in the middle and at the end', () => {
    expect(rowsOf(list, 1).map(({ at }) => at)).toEqual([0, 1]);
    expect(rowsOf(list, 7).map(({ at }) => at)).toEqual([3, 4, 5]);
    expect(rowsOf(list, 9).map(({ at }) => at)).toEqual([6]);
  });

  it('are none for a row between, before or behind the others, or in an empty list', () => {
    for (const row of [0, 5, 10]) expect(rowsOf(list, row)).toEqual([]);
    expect(rowsOf([], 3)).toEqual([]);
  });
});
