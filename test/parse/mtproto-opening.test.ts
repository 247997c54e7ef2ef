import { expect, test } from 'vitest';
import { readMtprotoOpening } from '../../src/parse/mtproto-opening.ts';
import { obfuscatedOpening } from '../support/mtproto-bytes.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(5);
const seed = () => randomBytes(64, random);
const REQ_PQ_MULTI = Buffer.from(`0000000000000000${'11'.repeat(8)}14000000f18e7ebe${'22'.repeat(16)}`, 'hex');

test('an obfuscated header names its transport', () => {
  expect(readMtprotoOpening(obfuscatedOpening(seed(), 0xef))).toEqual({ transport: 'abridged', obfuscated: true });
  expect(readMtprotoOpening(obfuscatedOpening(seed(), 0xee))?.transport).toBe('intermediate');
  expect(readMtprotoOpening(obfuscatedOpening(seed(), 0xdd))?.transport).toBe('padded intermediate');
});

test('one bit of the key, the counter or the tag takes the proof away', () => {
  for (const at of [8, 39, 40, 55, 56, 59]) {
    const header = Buffer.from(obfuscatedOpening(seed(), 0xef));
    header[at] ^= 1;
    expect(readMtprotoOpening(header), `byte ${at}`).toBeUndefined();
  }
});

test('a header that is cut is no proof', () => {
  const header = obfuscatedOpening(seed(), 0xef);
  for (let length = 0; length < 64; length++) expect(readMtprotoOpening(header.subarray(0, length))).toBeUndefined();
});

test('a plain request for a key exchange is known in both transports', () => {
  const abridged = Buffer.concat([Buffer.from([0xef, REQ_PQ_MULTI.length / 4]), REQ_PQ_MULTI]);
  const intermediate = Buffer.concat([Buffer.from('eeeeeeee28000000', 'hex'), REQ_PQ_MULTI]);
  expect(readMtprotoOpening(abridged)).toEqual({ transport: 'abridged', obfuscated: false });
  expect(readMtprotoOpening(intermediate)).toEqual({ transport: 'intermediate', obfuscated: false });
  abridged[2] = 1;
  expect(readMtprotoOpening(abridged)).toBeUndefined();
  for (let length = 0; length < 26; length++) expect(readMtprotoOpening(abridged.subarray(0, length))).toBeUndefined();
});
