import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optionText, walkOptions } from '../../src/parse/pcapng-options.ts';
import { u16 } from '../support/capture-bytes.ts';

function option(code: number, value: Uint8Array, little: boolean): Buffer {
  const padding = Buffer.alloc((4 - (value.length % 4)) % 4);
  return Buffer.concat([u16(code, little), u16(value.length, little), value, padding]);
}

function walk(bytes: Uint8Array, little: boolean, end = bytes.length) {
  const seen: { code: number; value: string }[] = [];
  const whole = walkOptions(bytes, 0, end, little, (code, at, length) => {
    seen.push({ code, value: Buffer.from(bytes.subarray(at, at + length)).toString('latin1') });
  });
  return { seen, whole };
}

describe('pcapng options', () => {
  it('are visited in order, in both byte orders, and end at opt_endofopt', () => {
    for (const little of [true, false]) {
      const bytes = Buffer.concat([
        option(1, Buffer.from('u-10234'), little),
        option(2, Buffer.from([1, 0, 0, 0]), little),
        option(0, Buffer.alloc(0), little),
        option(9, Buffer.from('not any more'), little),
      ]);
      expect(walk(bytes, little)).toEqual({
        seen: [
          { code: 1, value: 'u-10234' },
          { code: 2, value: '\x01\0\0\0' },
        ],
        whole: true,
      });
    }
  });

  it('may do without an end mark', () => {
    expect(walk(option(4, Buffer.from('abcd'), true), true)).toEqual({
      seen: [{ code: 4, value: 'abcd' }],
      whole: true,
    });
  });

  it('end at one that is longer than what is left, and say so', () => {
    const bytes = Buffer.concat([option(1, Buffer.from('ok'), true), option(2, Buffer.from('abcd'), true)]);
    expect(walk(bytes, true, bytes.length - 1)).toEqual({ seen: [{ code: 1, value: 'ok' }], whole: false });
  });

  it('give their text up to the first NUL, and no more than 1,024 bytes of it', () => {
    const bytes = Buffer.from(`name\0rest${'x'.repeat(5000)}`);
    expect(optionText(bytes, 0, bytes.length)).toBe('name');
    expect(optionText(bytes, 5, bytes.length - 5).length).toBe(1024);
    expect(optionText(Buffer.from([0x41, 0xff, 0x42]), 0, 3)).toBe('A\ufffdB');
  });

  it('never lead outside their block, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, little) => {
        let visits = 0;
        walkOptions(bytes, 0, bytes.length, little, (_code, at, length) => {
          visits += 1;
          expect(at + length).toBeLessThanOrEqual(bytes.length);
        });
        expect(visits).toBeLessThanOrEqual(bytes.length / 4);
      }),
    );
  });
});
