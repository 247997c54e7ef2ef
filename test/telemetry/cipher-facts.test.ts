import { createCipheriv, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  bytesOfHex,
  classOfTransformation,
  isEncryptionByLength,
  operationOfMode,
} from '../../src/telemetry/cipher-facts.ts';

describe('an encryption', () => {
  it('is told by its growth, whatever the length of its input', () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    for (let length = 1; length < 70; length++) {
      const input = randomBytes(length);
      const cbc = createCipheriv('aes-128-cbc', randomBytes(16), randomBytes(16));
      const output = Buffer.concat([cbc.update(input), cbc.final()]);
      expect(isEncryptionByLength('AES/CBC/PKCS5Padding', length, output.length)).toBe(true);
      expect(isEncryptionByLength('AES/CBC/PKCS5Padding', output.length, length)).toBe(false);
      expect(isEncryptionByLength('AES/GCM/NoPadding', length, length + 16)).toBe(true);
      expect(isEncryptionByLength('AES/GCM/NoPadding', length + 16, length)).toBe(false);
      expect(isEncryptionByLength('AES/CTR/NoPadding', length, length)).toBe(false);
      expect(isEncryptionByLength('RSA/ECB/PKCS1Padding', length, publicEncrypt(publicKey, input).length)).toBe(true);
      expect(isEncryptionByLength('RSA/ECB/PKCS1Padding', 256, length)).toBe(false);
    }
    expect(isEncryptionByLength('AES/GCM/NoPadding', 0, 16)).toBe(false);
  });
});

it('names and modes of javax.crypto are read', () => {
  expect(['RSA/ECB/OAEPPadding', 'AES', 'ChaCha20', 'Mystery'].map(classOfTransformation)).toEqual([
    'asymmetric',
    'symmetric',
    'symmetric',
    'unknown',
  ]);
  expect([1, 2, '3', 4, 5, undefined].map(operationOfMode)).toEqual([
    'encrypt',
    'decrypt',
    'wrap',
    'unwrap',
    undefined,
    undefined,
  ]);
  expect([bytesOfHex('00ff'), bytesOfHex('0'), bytesOfHex('zz'), bytesOfHex(7)]).toEqual([
    Buffer.from([0, 255]),
    undefined,
    undefined,
    undefined,
  ]);
});
