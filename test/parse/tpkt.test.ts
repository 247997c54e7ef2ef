import { expect, test } from 'vitest';
import { tpktEnd, x224Message } from '../../src/parse/tpkt.ts';
import { altered, hex } from '../support/recogniser-runs.ts';

const REQUEST = hex('0300000b 06 e0 0000 0000 00');

test('a header ends where its length says', () => {
  expect(tpktEnd(REQUEST, 0)).toBe(11);
  expect(tpktEnd(altered(REQUEST, 0), 0)).toBeUndefined();
  expect(tpktEnd(altered(REQUEST, 3, 4), 0)).toBeUndefined();
  expect(tpktEnd(REQUEST.subarray(0, 3), 0)).toBeUndefined();
});

test('the X.224 header inside is read where the lengths nest', () => {
  expect(x224Message(REQUEST, 0)).toEqual({ type: 0xe0, dataAt: 11, end: 11 });
  expect(x224Message(hex('03000007 02 f0 80'), 0)).toEqual({ type: 0xf0, dataAt: 7, end: 7 });
  expect(x224Message(altered(REQUEST, 4, 9), 0)).toBeUndefined();
});
