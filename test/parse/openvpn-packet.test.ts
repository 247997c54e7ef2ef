import { expect, test } from 'vitest';
import {
  hasReplayStamp,
  isClientReset,
  isPlainAnswer,
  isPlainReset,
  isServerReset,
  repeatsSession,
} from '../../src/parse/openvpn-packet.ts';
import { altered, hex, joined } from '../support/recogniser-runs.ts';

const CLIENT = hex('38 1122334455667788 00 00000000');
const ANSWER = hex('40 8877665544332211 01 00000000 1122334455667788 00000000');
const whole = (bytes: Uint8Array) => [bytes, 0, bytes.length] as const;

test('resets are told by opcode and length', () => {
  expect(isClientReset(...whole(CLIENT))).toBe(true);
  expect(isClientReset(...whole(altered(CLIENT, 0, 0x50)))).toBe(true);
  expect(isClientReset(...whole(ANSWER))).toBe(false);
  expect(isServerReset(...whole(ANSWER))).toBe(true);
  expect(isClientReset(...whole(CLIENT.subarray(0, 13)))).toBe(false);
});

test('unprotected ones are empty', () => {
  expect(isPlainReset(...whole(CLIENT))).toBe(true);
  expect(isPlainReset(...whole(joined(CLIENT, hex('00'))))).toBe(false);
  expect(isPlainAnswer(...whole(ANSWER))).toBe(true);
  expect(isPlainAnswer(...whole(altered(ANSWER, 25)))).toBe(false);
});

test('a stamp is looked for behind each size of authentication', () => {
  for (const offset of [9, 25, 29, 41, 57, 73]) {
    const packet = joined(new Uint8Array(offset).fill(9), hex('00000001 6957bb00'), hex('00'));
    expect(hasReplayStamp(...whole(packet), 0x6957bb00 - 60), `${offset}`).toBe(true);
    expect(hasReplayStamp(...whole(packet), 0x6957bb00 - 200_000), `${offset}`).toBe(false);
  }
  expect(hasReplayStamp(hex('0102'), 0, 2, 0)).toBe(false);
});

test('a session id is found wherever the answer repeats it', () => {
  expect(repeatsSession(CLIENT, 1, ...whole(ANSWER))).toBe(true);
  expect(repeatsSession(CLIENT, 1, ...whole(altered(ANSWER, 15)))).toBe(false);
  expect(repeatsSession(CLIENT, 1, ...whole(ANSWER.subarray(0, 20)))).toBe(false);
});
