import { expect, test } from 'vitest';
import { painter } from '../../src/report/terminal-style.ts';

test('colour is an SGR sequence around the text and a reset after it', () => {
  expect(painter(true)('signal', 'x')).toBe('\x1b[1;31mx\x1b[0m');
});

test('without colour, and for an empty text, nothing is added', () => {
  expect(painter(false)('signal', 'x')).toBe('x');
  expect(painter(true)('dim', '')).toBe('');
});
