import { createECDH } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CANDIDATE_CAP, findCurvePoints } from '../../src/features/curve-points.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const CURVES = [
  ['P-256', 'prime256v1', 65],
  ['secp256k1', 'secp256k1', 65],
  ['P-384', 'secp384r1', 97],
  ['P-521', 'secp521r1', 133],
] as const;

describe('points on curves', () => {
  it.each(CURVES)('finds keys of %s that another library made, wherever they stand', (curve, name, length) => {
    for (let i = 0; i < 20; i++) {
      const key = createECDH(name).generateKeys();
      const message = Buffer.concat([Buffer.alloc(i, 7), key, Buffer.from('tail')]);
      expect(findCurvePoints(message, 1024)).toEqual([{ offset: i, length, curve }]);
    }
  });

  it('finds a key of P-521 whose coordinate begins with a zero byte and holds as many more as one in ten thousand does', () => {
    const scalar = Buffer.alloc(66);
    scalar.writeUInt16BE(17_310, 64);
    const key = createECDH('secp521r1');
    key.setPrivateKey(scalar);
    const point = key.getPublicKey();
    expect(point.subarray(1, 65).filter((byte) => byte === 0)).toHaveLength(5);
    expect(findCurvePoints(point, 1)).toEqual([{ offset: 0, length: 133, curve: 'P-521' }]);
  });

  it.each(CURVES)('rejects a key of %s with any single bit flipped', (_curve, name) => {
    const key = createECDH(name).generateKeys();
    for (const byte of [1, 7, 31, 32, 33, key.length - 1]) {
      const damaged = Buffer.from(key);
      damaged[byte]! ^= 1 << (byte & 7);
      expect(findCurvePoints(damaged, 1024).filter(({ offset }) => offset === 0)).toEqual([]);
    }
  });

  it('finds a key inside a view that does not begin at its buffer', () => {
    const key = createECDH('prime256v1').generateKeys();
    const buffer = Buffer.concat([Buffer.alloc(13, 1), key]);
    expect(findCurvePoints(buffer.subarray(13), 1024)).toHaveLength(1);
  });

  it('does not read a key that is cut or begins beyond the scan', () => {
    const key = createECDH('prime256v1').generateKeys();
    expect(findCurvePoints(key.subarray(0, 64), 1024)).toEqual([]);
    expect(findCurvePoints(Buffer.concat([Buffer.alloc(100, 1), key]), 100)).toEqual([]);
    expect(findCurvePoints(new Uint8Array(0), 1024)).toEqual([]);
  });

  it('finds none in a MiB of random bytes', () => {
    const random = randomNumbers(4);
    for (let i = 0; i < 1024; i++) expect(findCurvePoints(randomBytes(1024, random), 1024)).toEqual([]);
  });

  it('checks so many plausible beginnings and no more', () => {
    const random = randomNumbers(9);
    // Each piece begins with 04 and looks random, but is no point; the real one comes after them.
    const decoy = () => Buffer.concat([Buffer.of(4), randomBytes(70, random).map((byte) => (byte === 4 ? 5 : byte))]);
    const key = createECDH('prime256v1').generateKeys();
    const withDecoys = (count: number) => Buffer.concat([...Array.from({ length: count }, decoy), key]);
    expect(findCurvePoints(withDecoys(CANDIDATE_CAP - 1), 4096)).toHaveLength(1);
    expect(findCurvePoints(withDecoys(CANDIDATE_CAP), 4096)).toHaveLength(0);
  });

  it('lets no text, padding or structure use up the tries', () => {
    const key = createECDH('prime256v1').generateKeys();
    const noise = Buffer.concat([
      Buffer.from(`\x04${'plain text '.repeat(8)}`.repeat(20)),
      Buffer.alloc(300, 4),
      Buffer.alloc(90),
    ]);
    expect(findCurvePoints(Buffer.concat([noise, key]), 4096)).toHaveLength(1);
  });
});
