import { expect, it } from 'vitest';
import { MadeSequence, type Sequence } from '../../src/base/sequence.ts';

it('makes items when they are asked for, and again each time', () => {
  const made: number[] = [];
  const squares = new MadeSequence(3, (at) => {
    made.push(at);
    return at * at;
  });
  expect(made).toEqual([]);
  expect(squares).toHaveLength(3);
  expect(squares.at(2)).toBe(4);
  expect([...squares, ...squares]).toEqual([0, 1, 4, 0, 1, 4]);
  expect(made).toEqual([2, 0, 1, 2, 0, 1, 2]);
});

it('has nothing beyond its ends, like an array, which is such a list too', () => {
  const lists: Sequence<string>[] = [new MadeSequence(1, () => 'a'), ['a']];
  for (const list of lists) expect([list.at(0), list.at(1), [...list]]).toEqual(['a', undefined, ['a']]);
  expect(new MadeSequence(1, () => 'a').at(-1)).toBeUndefined();
});
