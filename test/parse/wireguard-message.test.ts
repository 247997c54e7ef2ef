import { expect, test } from 'vitest';
import {
  answersInitiation,
  dataCounter,
  firstIndex,
  hasZeroReserved,
  wireGuardType,
} from '../../src/parse/wireguard-message.ts';
import { hex, joined } from '../support/recogniser-runs.ts';

const message = (head: string, length: number) =>
  joined(hex(head), new Uint8Array(length - head.replaceAll(' ', '').length / 2));

test('a type has one length, data any multiple of sixteen', () => {
  const type = (bytes: Uint8Array) => wireGuardType(bytes, 0, bytes.length, bytes.length);
  expect(type(message('01000000', 148))).toBe(1);
  expect(type(message('02000000', 92))).toBe(2);
  expect(type(message('03000000', 64))).toBe(3);
  expect(type(message('04000000', 96))).toBe(4);
  expect(type(message('01000000', 92))).toBeUndefined();
  expect(type(message('04000000', 90))).toBeUndefined();
  expect(type(message('05000000', 96))).toBeUndefined();
});

test('the length is that on the wire, where the capture cut the message', () => {
  expect(wireGuardType(message('01000000', 60), 0, 60, 148)).toBe(1);
});

test('indexes, counters and reserved bytes are read where they stand', () => {
  const initiation = message('01000000 78563412', 148);
  const response = message('02000000 01000000 78563412', 92);
  expect(firstIndex(initiation, 0)).toBe(0x12345678);
  expect(answersInitiation(initiation, 0, response, 0)).toBe(true);
  expect(answersInitiation(response, 0, response, 0)).toBe(false);
  expect(hasZeroReserved(initiation, 0)).toBe(true);
  expect(hasZeroReserved(message('04000000', 96), 0)).toBe(true);
  expect(hasZeroReserved(message('01000001', 148), 0)).toBe(false);
  expect(dataCounter(message('04000000 01000000 0500000000000000', 96), 0)).toBe(5);
  expect(dataCounter(message('04000000 01000000 0500000001000000', 96), 0)).toBeUndefined();
});
