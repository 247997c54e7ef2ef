import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../src/base/byte-cursor.ts';

const BYTES = Uint8Array.from([0x01, 0x02, 0xff, 0xfe, 0x80, 0x00, 0x00, 0x07, 0xaa]);

describe('a byte cursor', () => {
  it('reads unsigned numbers in network order', () => {
    const cursor = new ByteCursor(BYTES);
    expect([cursor.u8(), cursor.u16(), cursor.u8(), cursor.u32(), cursor.u8()]).toEqual([
      1, 0x02ff, 0xfe, 0x80000007, 0xaa,
    ]);
    expect(cursor.remaining).toBe(0);
    expect(cursor.short).toBe(false);
    expect(new ByteCursor(BYTES, 2).u24()).toBe(0xfffe80);
  });

  it('gives zero and is short where a number does not fit, and stays at the end', () => {
    for (const read of ['u8', 'u16', 'u24', 'u32'] as const) {
      const width = { u8: 1, u16: 2, u24: 3, u32: 4 }[read];
      for (let left = 0; left < width; left++) {
        const cursor = new ByteCursor(BYTES, 2, 2 + left);
        expect(cursor[read]()).toBe(0);
        expect(cursor.short).toBe(true);
        expect(cursor.offset).toBe(2 + left);
      }
      const whole = new ByteCursor(BYTES, 2, 2 + width);
      whole[read]();
      expect(whole.short).toBe(false);
    }
  });

  it('takes views, not copies, and an empty one where there is too little', () => {
    const cursor = new ByteCursor(BYTES, 1);
    const view = cursor.take(3);
    expect([...view]).toEqual([2, 0xff, 0xfe]);
    expect(view.buffer).toBe(BYTES.buffer);
    expect(cursor.take(6).length).toBe(0);
    expect(cursor.short).toBe(true);
  });

  it('hands a part to an inner cursor and goes on behind it', () => {
    const cursor = new ByteCursor(BYTES);
    const inner = cursor.sub(4);
    expect(inner.u32()).toBe(0x0102fffe);
    expect(inner.u8()).toBe(0);
    expect(inner.short).toBe(true);
    expect(cursor.short).toBe(false);
    expect(cursor.u8()).toBe(0x80);
  });

  it('gives what is left to an inner cursor that asked for more, and both are short', () => {
    const cursor = new ByteCursor(BYTES, 7);
    const inner = cursor.sub(5);
    expect(inner.short).toBe(true);
    expect(cursor.short).toBe(true);
    expect(inner.remaining).toBe(2);
    expect(inner.u8()).toBe(7);
    expect(cursor.remaining).toBe(0);
  });

  it('never goes beyond the bytes, whatever its end says', () => {
    const cursor = new ByteCursor(BYTES, 0, 1000);
    expect(cursor.end).toBe(BYTES.length);
  });

  it('never moves backwards: a negative length is short', () => {
    for (const move of ['skip', 'take', 'sub'] as const) {
      const cursor = new ByteCursor(BYTES, 4);
      cursor[move](-2);
      expect(cursor.offset).toBeGreaterThanOrEqual(4);
      expect(cursor.short).toBe(true);
    }
  });

  it('reads nothing outside its part and never moves backwards, whatever is asked', () => {
    const step = fc.tuple(
      fc.constantFrom('u8', 'u16', 'u24', 'u32', 'take', 'skip', 'sub'),
      fc.integer({ min: -5, max: 20 }),
    );
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 30 }),
        fc.nat(40),
        fc.nat(40),
        fc.array(step),
        (bytes, from, to, steps) => {
          const cursor = new ByteCursor(bytes, from, to);
          for (const [name, length] of steps) {
            const before = cursor.offset;
            const result = (cursor as unknown as Record<string, (length: number) => unknown>)[name]?.(length);
            expect(cursor.offset).toBeGreaterThanOrEqual(before);
            expect(cursor.offset).toBeLessThanOrEqual(Math.max(cursor.end, from));
            if (typeof result === 'number') expect(result).toBeGreaterThanOrEqual(0);
            if (result instanceof Uint8Array && !cursor.short) expect(result.length).toBe(length);
            if (result instanceof ByteCursor) expect(result.end).toBeLessThanOrEqual(Math.max(cursor.end, before));
          }
        },
      ),
    );
  });
});
