import { expect, it } from 'vitest';
import { DeferredLines } from '../../src/telemetry/deferred-lines.ts';

function setUp(answer?: string) {
  const seen: string[] = [];
  const heads: (readonly string[])[] = [];
  const lines = new DeferredLines((head) => {
    heads.push(head);
    if (answer !== undefined) return answer;
    return {
      line: (text, number) => seen.push(`${number} ${text}`),
      reject: (number, reason) => seen.push(`${number} rejected: ${reason}`),
    };
  });
  return { lines, seen, heads };
}

it('a short file is decided at its end, rejected lines in their place', () => {
  const { lines, seen, heads } = setUp();
  lines.line('a', 1);
  lines.reject(2, 'too long');
  lines.line('b', 3);
  expect(seen).toEqual([]);
  lines.end();
  expect(heads).toEqual([['a', 'b']]);
  expect(seen).toEqual(['1 a', '2 rejected: too long', '3 b']);
});

it('a long file is decided once, early, and nothing is lost or reordered', () => {
  const { lines, seen, heads } = setUp();
  for (let i = 1; i <= 1000; i++) lines.line('x', i);
  expect(heads).toHaveLength(1);
  expect(heads[0].length).toBeLessThan(100);
  lines.end();
  expect(heads).toHaveLength(1);
  expect(seen).toEqual(Array.from({ length: 1000 }, (_, i) => `${i + 1} x`));
});

it('few but long lines are not held in number', () => {
  const { lines, heads } = setUp();
  for (let i = 1; i <= 3; i++) lines.line('x'.repeat(40_000), i);
  expect(heads).toHaveLength(1);
});

it('a refusal is kept, and later lines are dropped', () => {
  const { lines, heads } = setUp('is unknown');
  for (let i = 1; i <= 500; i++) lines.line('x', i);
  lines.end();
  expect(lines.refusal).toBe('is unknown');
  expect(heads).toHaveLength(1);
});

it('a line that is too long and that nobody knows is rejected, and the lines behind it tell', () => {
  const seen: string[] = [];
  const lines = new DeferredLines((head) =>
    head.some((text) => text === 'known')
      ? { line: (text, number) => seen.push(`${number} ${text}`), reject: (number) => seen.push(`${number} rejected`) }
      : 'is unknown',
  );
  expect(lines.fragment('x'.repeat(2_000_000), 1)).toBe(false);
  lines.reject(1, 'is too long');
  lines.line('known', 2);
  lines.end();
  expect({ refusal: lines.refusal, seen }).toEqual({ refusal: undefined, seen: ['1 rejected', '2 known'] });
});

it('a file of such a line alone is refused', () => {
  const { lines } = setUp('is unknown');
  expect(lines.fragment('x'.repeat(2_000_000), 1)).toBe(false);
  lines.reject(1, 'is too long');
  lines.end();
  expect(lines.refusal).toBe('is unknown');
});
