import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { i64, networkWord, u16, u32, u64 } from '../../src/base/byte-order.ts';

describe('integers in either byte order', () => {
  it('agree with a DataView at every offset', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), fc.nat(4), fc.boolean(), (bytes, at, little) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        expect(u16(bytes, at, little)).toBe(view.getUint16(at, little));
        expect(u32(bytes, at, little)).toBe(view.getUint32(at, little));
        expect(u64(bytes, at, little)).toBe(Number(view.getBigUint64(at, little)));
        expect(i64(bytes, at, little)).toBe(Number(view.getBigInt64(at, little)));
        expect(networkWord(bytes, at)).toBe(view.getInt32(at));
      }),
    );
  });

  it('keep the sign of 64-bit offsets and the top bit of counters', () => {
    const minusOne = new Uint8Array(8).fill(0xff);
    expect(i64(minusOne, 0, true)).toBe(-1);
    expect(u64(minusOne, 0, false)).toBe(2 ** 64);
    expect(u32(minusOne, 0, true)).toBe(0xffffffff);
  });
});
