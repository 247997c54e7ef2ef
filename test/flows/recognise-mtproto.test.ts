import { expect, test } from 'vitest';
import { mtprotoRecogniser } from '../../src/flows/recognise-mtproto.ts';
import { obfuscatedOpening } from '../support/mtproto-bytes.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { recognise } from '../support/recogniser-runs.ts';

const random = randomNumbers(11);

test('an obfuscated connection is proved by decryption and is a cipher of its own', () => {
  const bytes = obfuscatedOpening(randomBytes(64, random), 0xee, randomBytes(100, random));
  expect(recognise(mtprotoRecogniser, [{ from: 'orig', bytes }])).toEqual({
    service: 'mtproto',
    kind: 'custom',
    reason:
      "its first 64 bytes decrypt with the AES-256-CTR key they carry to the tag of MTProto's intermediate transport",
  });
});

test('the side that answers proves nothing', () => {
  const bytes = obfuscatedOpening(randomBytes(64, random), 0xee);
  expect(recognise(mtprotoRecogniser, [{ from: 'resp', bytes }])).toBeUndefined();
});

test('it can be left out of an analysis', () => {
  expect(mtprotoRecogniser.proprietary).toBe(true);
});
