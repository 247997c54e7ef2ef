import { expect, it } from 'vitest';
import { StringPool } from '../../src/telemetry/string-pool.ts';

it('equal text has one id, absent text has id 0', () => {
  const pool = new StringPool();
  const id = pool.add('10.0.2.15');
  expect(pool.add('10.0.2.15')).toBe(id);
  expect(pool.add('10.0.2.16')).not.toBe(id);
  expect([pool.add(undefined), pool.add('')]).toEqual([0, 0]);
  expect([pool.text(id), pool.text(0)]).toEqual(['10.0.2.15', undefined]);
  expect([pool.find('10.0.2.15'), pool.find('never'), pool.find('')]).toEqual([id, undefined, 0]);
});

it('says when it holds as much text as it may', () => {
  const pool = new StringPool();
  const megabyte = 'x'.repeat(1024 * 1024);
  for (let i = 0; i < 127; i++) pool.add(`${i}${megabyte}`);
  expect(pool.isFull).toBe(false);
  pool.add(`last${megabyte}`);
  expect(pool.isFull).toBe(true);
});

it('says when it holds as many texts as it may, however short', () => {
  const pool = new StringPool(2);
  pool.add('a');
  expect(pool.isFull).toBe(false);
  pool.add('b');
  pool.add('b');
  expect(pool.isFull).toBe(true);
});
