import { expect, test } from 'vitest';
import { counted } from '../../src/base/counted.ts';

test('a noun agrees with its number', () => {
  expect([0, 1, 2].map((count) => counted(count, 'flow'))).toEqual(['0 flows', '1 flow', '2 flows']);
  expect(counted(1, 'line was', 'lines were')).toBe('1 line was');
  expect(counted(1.5, 'bit')).toBe('1.5 bits');
});
