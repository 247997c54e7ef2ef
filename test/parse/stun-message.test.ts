import { expect, test } from 'vitest';
import { isChannelData, stunMessageEnd } from '../../src/parse/stun-message.ts';
import { altered, hex } from '../support/recogniser-runs.ts';

const BINDING = hex('0001 0008 2112a442 000102030405060708090a0b 8022 0004 61626364');
const end = (bytes: Uint8Array) => stunMessageEnd(bytes, 0, bytes.length);

test('a message with the cookie ends where its length says, even beyond the bytes', () => {
  expect(end(BINDING)).toBe(28);
  expect(end(BINDING.subarray(0, 20))).toBe(28);
});

test('without the cookie the attributes must lead to the last byte', () => {
  const classic = altered(BINDING, 4, 0);
  expect(end(classic)).toBe(28);
  expect(end(altered(classic, 23, 9))).toBeUndefined();
  expect(end(altered(classic, 1, 3))).toBeUndefined();
});

test('a length that is no multiple of four, or a high first byte, is none', () => {
  expect(end(altered(BINDING, 3, 9))).toBeUndefined();
  expect(end(altered(BINDING, 0, 0x80))).toBeUndefined();
  expect(end(BINDING.subarray(0, 19))).toBeUndefined();
});

test('ChannelData is as long as it says, padded or not', () => {
  const channel = hex('4000 0003 010203');
  expect(isChannelData(channel, 0, 7, 7)).toBe(true);
  expect(isChannelData(channel, 0, 7, 8)).toBe(true);
  expect(isChannelData(channel, 0, 7, 9)).toBe(false);
  expect(isChannelData(altered(channel, 0, 0x80), 0, 7, 7)).toBe(false);
});
