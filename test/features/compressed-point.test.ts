import { createECDH, ECDH } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compressedPointAt } from '../../src/features/compressed-point.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const CURVES = [
  ['P-256', 'prime256v1', 33],
  ['P-384', 'secp384r1', 49],
  ['P-521', 'secp521r1', 67],
] as const;

describe('compressed points', () => {
  it.each(CURVES)('on %s are accepted and uncompressed as another library does', (curve, name, length) => {
    for (let i = 0; i < 10; i++) {
      const key = createECDH(name).generateKeys();
      const compressed = ECDH.convertKey(key, name, undefined, undefined, 'compressed') as Buffer;
      const read = compressedPointAt(compressed, 0, length);
      expect(read?.curve).toBe(curve);
      expect(Buffer.from(read!.uncompressed)).toEqual(key);
    }
  });

  it('on secp256k1 are accepted, though half of them are of P-256 too', () => {
    const curves = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const key = createECDH('secp256k1').generateKeys();
      const read = compressedPointAt(
        ECDH.convertKey(key, 'secp256k1', undefined, undefined, 'compressed') as Buffer,
        0,
        33,
      );
      curves.add(read?.curve ?? 'none');
    }
    expect(curves).toContain('secp256k1');
    expect(curves).not.toContain('none');
  });

  it('need the prefix, the length and an x of a point', () => {
    const random = randomNumbers(33);
    const bytes = randomBytes(64, random);
    bytes[0] = 4;
    expect(compressedPointAt(bytes, 0, 33)).toBeUndefined();
    bytes[0] = 2;
    expect(compressedPointAt(bytes, 0, 32)).toBeUndefined();
    expect(compressedPointAt(bytes.subarray(0, 32), 0, 33)).toBeUndefined();
    let accepted = 0;
    for (let i = 0; i < 400; i++) {
      const x = randomBytes(49, random);
      x[0] = 3;
      if (compressedPointAt(x, 0, 49) !== undefined) accepted++;
    }
    // Half of all x are of a point: 200 ± 10.
    expect(Math.abs(accepted - 200)).toBeLessThan(50);
  });
});
