import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { HashCache } from '../../src/parse/hash-cache.ts';

test('a hash is the same whether it is made or remembered', () => {
  const cache = new HashCache('md5');
  const expected = createHash('md5').update('771,4865').digest('hex');
  expect(cache.hex('771,4865')).toBe(expected);
  expect(cache.hex('771,4865')).toBe(expected);
  expect(cache.size).toBe(1);
});

test('the cache never holds more than its capacity', () => {
  const cache = new HashCache('sha256', 3);
  for (let i = 0; i < 100; i++) {
    expect(cache.hex(`text ${i}`)).toBe(createHash('sha256').update(`text ${i}`).digest('hex'));
    expect(cache.size).toBeLessThanOrEqual(3);
  }
});
