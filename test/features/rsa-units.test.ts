import { describe, expect, it } from 'vitest';
import { findRsaUnits } from '../../src/features/rsa-units.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(12);
const unit = (size: number) => Buffer.from(randomBytes(size, random));
const one = (bytes: Buffer) => findRsaUnits(bytes, [{ start: 0, end: bytes.length }]);

describe('pieces of the size of an RSA ciphertext', () => {
  it('are whole messages, with their leading bytes', () => {
    const bytes = Buffer.concat([unit(256), unit(256), unit(90)]);
    const spans = [0, 256, 512].map((start) => ({ start, end: Math.min(bytes.length, start + 256) }));
    const leading = [bytes.readUInt16BE(0), bytes.readUInt16BE(256)];
    expect(findRsaUnits(bytes, spans)).toEqual({
      unitBytes: 256,
      units: 2,
      leadingMax: Math.max(...leading),
      leadingMean: (leading[0]! + leading[1]!) / 2,
      offset: 0,
      restBytes: 0,
      fieldBits: 0,
    });
  });

  it('stand behind a length field in either order, whose bits are counted', () => {
    const field = (width: 2 | 4, isLittle: boolean) => {
      const header = Buffer.alloc(width);
      if (width === 4) isLittle ? header.writeUInt32LE(256) : header.writeUInt32BE(256);
      else isLittle ? header.writeUInt16LE(256) : header.writeUInt16BE(256);
      return header;
    };
    for (const width of [2, 4] as const) {
      for (const isLittle of [false, true]) {
        const sealed = unit(256);
        const bytes = Buffer.concat([Buffer.from([0xab, 0xcd]), field(width, isLittle), sealed, unit(48)]);
        expect(one(bytes)).toMatchObject({
          unitBytes: 256,
          offset: 2 + width,
          restBytes: 48,
          leadingMax: sealed.readUInt16BE(0),
          fieldBits: width === 4 ? 25 : 9,
        });
      }
    }
  });

  it('are none of other sizes, without room for what the field says, or of regular bytes', () => {
    expect(one(unit(255))).toBeUndefined();
    expect(one(Buffer.concat([Buffer.from([1, 0]), unit(200)]))).toBeUndefined();
    expect(one(Buffer.alloc(256, 7))).toBeUndefined();
    expect(one(Buffer.alloc(0))).toBeUndefined();
  });
});
