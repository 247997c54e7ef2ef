import { createECDH } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CURVES, unsigned } from '../../src/parse/elliptic-curve.ts';

describe('elliptic curves', () => {
  it.each([
    ['P-256', 'prime256v1'],
    ['secp256k1', 'secp256k1'],
    ['P-384', 'secp384r1'],
    ['P-521', 'secp521r1'],
  ])('%s is the equation that another library’s points satisfy', (name, other) => {
    const { p, a, b, coordinateBytes } = CURVES.find((curve) => curve.name === name)!;
    const point = createECDH(other).generateKeys();
    const view = new DataView(point.buffer, point.byteOffset, point.length);
    const x = unsigned(view, 1, coordinateBytes);
    const y = unsigned(view, 1 + coordinateBytes, coordinateBytes);
    expect((y * y - x * x * x - a * x - b) % p).toBe(0n);
    expect(point.length).toBe(1 + 2 * coordinateBytes);
  });

  it('reads numbers of 32, 48 and 66 bytes, most significant first', () => {
    for (const size of [32, 48, 66]) {
      const bytes = Uint8Array.from({ length: size }, (_, i) => i + 1);
      expect(unsigned(new DataView(bytes.buffer), 0, size)).toBe(BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
    }
  });
});
