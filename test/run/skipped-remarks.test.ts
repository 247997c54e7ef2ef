import { expect, it } from 'vitest';
import { skippedRemarks } from '../../src/run/skipped-remarks.ts';

const lost = (...files: string[]) => files.map((file) => ({ file, reason: 'is a link that leads nowhere' }));

it.each([
  [lost(), []],
  [lost('a'), ['a is a link that leads nowhere']],
  [lost('a', 'b'), ['a is a link that leads nowhere; the same holds for b']],
  [lost('a', 'b', 'c'), ['a is a link that leads nowhere; the same holds for b and c']],
  [lost('a', 'b', 'c', 'd', 'e'), ['a is a link that leads nowhere; the same holds for b, c and 2 more']],
])('%j', (skipped, remarks) => {
  expect(skippedRemarks(skipped)).toEqual(remarks);
});

it('tells each reason by itself, in the order in which they were met', () => {
  expect(skippedRemarks([...lost('b'), { file: 'a', reason: 'is empty' }, ...lost('c')])).toEqual([
    'b is a link that leads nowhere; the same holds for c',
    'a is empty',
  ]);
});
