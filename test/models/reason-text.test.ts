import { expect, it } from 'vitest';
import { counted } from '../../src/base/counted.ts';
import { decimals } from '../../src/models/reason-text.ts';

it('numbers are rounded, never written with an exponent or a negative zero', () => {
  expect(decimals(7.8139, 2)).toBe('7.81');
  expect(decimals(-0.04, 1)).toBe('0');
  expect(decimals(12, 1)).toBe('12');
  expect(decimals(1e300, 1)).toBe('999999');
  expect(decimals(-1e300, 1)).toBe('-999999');
  expect(decimals(1e-9, 3)).toBe('0');
  expect(decimals(Number.NaN, 1)).toBe('unknown');
});

it('nouns agree with their number', () => {
  expect(counted(1, 'flow')).toBe('1 flow');
  expect(counted(0, 'flow')).toBe('0 flows');
  expect(counted(3, 'coded key')).toBe('3 coded keys');
});
