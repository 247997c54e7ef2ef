import { expect, test } from 'vitest';
import { berElement, berInteger } from '../../src/parse/ber-element.ts';
import { hex } from '../support/recogniser-runs.ts';

const element = (digits: string) => berElement(hex(digits), 0, hex(digits).length);

test('short and long lengths are read', () => {
  expect(element('30 03 020105')).toEqual({ tag: 0x30, start: 2, end: 5 });
  expect(element('30 81 80')).toEqual({ tag: 0x30, start: 3, end: 131 });
  expect(element('30 84 00000101')).toEqual({ tag: 0x30, start: 6, end: 263 });
});

test('indefinite and absurd lengths, high tags and cut headers are none', () => {
  for (const digits of ['30 80', '30 85 0000000001', '1f 01 00', '30', '30 82 01', ''])
    expect(element(digits), digits).toBeUndefined();
});

test('integers are those of at most four bytes that are not negative', () => {
  const integer = (digits: string) => {
    const found = element(digits);
    return found && berInteger(hex(digits), found);
  };
  expect(integer('02 01 05')).toBe(5);
  expect(integer('02 05 00ffffffff')).toBe(0xffffffff);
  expect(integer('02 01 ff')).toBeUndefined();
  expect(integer('04 01 05')).toBeUndefined();
  expect(integer('02 00')).toBeUndefined();
});
