import { createCipheriv } from 'node:crypto';
import { expect, test } from 'vitest';
import { measureBlocks } from '../../src/models/sibling-blocks.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const KEY = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const record = (i: number) =>
  JSON.stringify({
    name: 'a lamp',
    host: `192.168.1.${i}`,
    id: `bf${i * 7919}a${i * 104_729}`,
    mode: 'auto',
    version: '3.3',
  });

function sealed(i: number, mode: 'aes-128-ecb' | 'aes-128-ctr'): Uint8Array {
  const cipher = createCipheriv(mode, KEY, mode === 'aes-128-ecb' ? null : Buffer.alloc(16, i));
  return Buffer.concat([Buffer.from([0, 0, 0x55, 0xaa, 0, 0, 0, i]), cipher.update(record(i)), cipher.final()]);
}

const messages = (make: (i: number) => Uint8Array) => [11, 12, 13, 14, 15].map(make);

test('records that share blocks under one key are uniform when each block counts once', () => {
  expect(measureBlocks(messages((i) => sealed(i, 'aes-128-ecb')))).toMatchObject({ verdict: 'uniform', skipped: 8 });
});

test('without repeated blocks nothing is said, and records in the clear are not uniform', () => {
  expect(measureBlocks(messages((i) => sealed(i, 'aes-128-ctr')))).toBeUndefined();
  expect(measureBlocks(messages((i) => Buffer.from(record(i))))).toBeUndefined();
  expect(measureBlocks([])).toBeUndefined();
});

test('one token at one place of all messages is none of a cipher, two stretches of them may be', () => {
  const random = randomNumbers(81);
  const some = (bytes: number) => randomBytes(bytes, random);
  const token = some(32);
  const behind = (front: Uint8Array, back: Uint8Array) =>
    Array.from({ length: 9 }, () => Buffer.concat([front, some(48), back]));
  expect(measureBlocks(behind(token, some(0)))).toBeUndefined();
  expect(measureBlocks(behind(token.subarray(0, 16), token.subarray(16)))).toMatchObject({ verdict: 'uniform' });
});
