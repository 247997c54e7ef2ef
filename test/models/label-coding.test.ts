import { describe, expect, it } from 'vitest';
import { decodeLabels as decodeEach } from '../../src/models/label-coding.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const decodeLabels = (texts: readonly string[]) => {
  const parts = decodeEach(texts);
  return parts && Buffer.concat(parts);
};

describe('bytes in host names', () => {
  it('are read from base32 of either alphabet, hex and base64url', () => {
    // RFC 4648 §10: BASE32("foobar") = MZXW6YTBOI======, BASE32-HEX("foobar") = CPNMUOJ1E8======.
    expect(decodeLabels(['mzxw6ytboi'])).toEqual(Buffer.from('foobar'));
    expect(decodeLabels(['CPNMUOJ1E8'])).toEqual(Buffer.from('foobar'));
    expect(decodeLabels(['666f6f', '626172'])).toEqual(Buffer.from('foobar'));
    expect(decodeLabels([Buffer.from('any bytes at all, 9').toString('base64url')])).toEqual(
      Buffer.from('any bytes at all, 9'),
    );
  });

  it('are read from base32 whose letters have random case, once there are enough to tell it from base64url', () => {
    const random = randomNumbers(32);
    const texts = Array.from({ length: 12 }, () => encodeBase32(randomBytes(15, random)));
    const noisy = texts.map((text) =>
      text.replace(/[a-z]/g, (letter) => (random() < 0.5 ? letter.toUpperCase() : letter)),
    );
    expect(decodeLabels(noisy)).toEqual(decodeLabels(texts));
    expect(decodeLabels(noisy)?.length).toBe(180);
  });

  it('are not read from words, numbers or anything else', () => {
    for (const text of ['connectivitycheck', '20261126', 'r3---sn_4g5e6nsz!', '']) {
      expect(decodeLabels([text])).toBeUndefined();
    }
  });
});

function encodeBase32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{5}/g) ?? [])
    .map((group) => 'abcdefghijklmnopqrstuvwxyz234567'[Number.parseInt(group, 2)])
    .join('');
}
