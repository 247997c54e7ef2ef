import { expect, test } from 'vitest';
import { are, counted, framesOf, type SiblingFlow } from '../../src/models/sibling-flow.ts';

const flows = [3, 5, 8, 13].map((firstFrame) => ({ firstFrame }) as SiblingFlow);

test('flows are counted and cited by their first frames, three at most', () => {
  expect(counted(1)).toBe('one flow');
  expect(counted(2)).toBe('2 flows');
  expect([are([0]), are([0, 1])]).toEqual(['is', 'are']);
  expect(framesOf(flows, [1])).toBe('frame 5');
  expect(framesOf(flows, [0, 1, 3])).toBe('frames 3, 5, 13');
  expect(framesOf(flows, [0, 1, 2, 3])).toBe('frames 3, 5, 8, …');
});
