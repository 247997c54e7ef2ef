import { describe, expect, it } from 'vitest';
import { keyPositions } from '../../src/features/key-position.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const key = randomBytes(32, randomNumbers(5)).map((byte) => byte | 0x80);
const whole = (bytes: Uint8Array) => keyPositions(bytes, [{ start: 0, end: bytes.length }]);
const behind = (...header: number[]) => whole(Buffer.concat([Buffer.from(header), key]));

describe('positions of bare keys', () => {
  it('are whole messages of a key’s length and openings of known exchanges', () => {
    expect(whole(key)).toEqual([{ offset: 0, length: 32, isField: false }]);
    expect(whole(Buffer.concat([key, key.subarray(0, 16)]))).toEqual([
      { offset: 0, length: undefined, isField: false },
    ]);
    expect(whole(Buffer.concat([key, key.subarray(0, 7)]))).toEqual([]);
  });

  it('stand behind lengths of one, two and four bytes in either order', () => {
    expect(behind(32)).toContainEqual({ offset: 1, length: 32, isField: true });
    expect(behind(0, 32)).toContainEqual({ offset: 2, length: 32, isField: true });
    expect(behind(9, 9, 9, 0, 0, 0, 32)).toEqual([{ offset: 7, length: 32, isField: true }]);
    expect(behind(9, 9, 9, 9, 9, 9, 32, 0)).toContainEqual({ offset: 8, length: 32, isField: true });
    expect(behind(9, 9, 9, 9, 9)).toEqual([{ offset: 5, length: 32, isField: false }]);
    expect(behind(7, 7, 7, 7, 7, 7, 7, 32, 0, 0, 0)).toEqual([{ offset: 11, length: 32, isField: true }]);
  });

  it('are nested protobuf fields, also where the message was written in pieces', () => {
    const bytes = Buffer.concat([Buffer.from('ED\0\x01'), Buffer.of(0, 0, 0x28, 0x12, 0x22, 0x0a, 0x20), key]);
    const pieces = [
      { start: 0, end: 4 },
      { start: 4, end: bytes.length },
    ];
    expect(keyPositions(bytes, pieces)).toEqual([{ offset: 11, length: 32, isField: true }]);
  });

  it('are four at most, each once, and never reach past the end', () => {
    const many = Buffer.concat(Array.from({ length: 8 }, () => Buffer.concat([Buffer.of(0x0a, 0x20), key])));
    expect(whole(many).map(({ offset }) => offset)).toEqual([2, 36, 70, 104]);
    const cut = Buffer.concat([Buffer.of(0x0a, 0x20), key.subarray(0, 30)]);
    expect(whole(cut).filter(({ isField }) => isField)).toEqual([]);
    expect(keyPositions(key, [])).toEqual([]);
  });
});
