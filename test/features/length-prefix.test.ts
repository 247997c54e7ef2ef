import { describe, expect, it } from 'vitest';
import { createFramingUnits, takeMessages } from '../../src/features/framing-units.ts';
import {
  createLengthPrefix,
  FRAMING_DECLARED_BITS,
  findLengthPrefix,
  type LengthPrefix,
} from '../../src/features/length-prefix.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(3);

function search(messages: readonly Uint8Array[]): LengthPrefix {
  const flow = finishedFlow(messages.map((bytes) => ({ from: 'orig' as const, bytes })));
  const units = createFramingUnits();
  takeMessages(flow, 1, units);
  const found = createLengthPrefix();
  found.width = -1;
  findLengthPrefix(flow.orig.prefix, units, found);
  return found;
}

function framed(sizes: readonly number[], header: (size: number) => number[]): Uint8Array[] {
  return sizes.map((size) => Buffer.concat([Buffer.from(header(size)), randomBytes(size, random)]));
}

const SIZES = [70, 300, 41, 520, 88];

describe('a length-prefix walk', () => {
  it.each([
    ['u16 big-endian, body only', (n: number) => [n >> 8, n & 255], { offset: 0, width: 2, added: 2 }],
    [
      'u16 little-endian, whole frame',
      (n: number) => [(n + 2) & 255, (n + 2) >> 8],
      { offset: 0, width: 2, littleEndian: true, added: 0 },
    ],
    ['u24 after a type byte', (n: number) => [0x9c, 0, n >> 8, n & 255], { offset: 1, width: 3, added: 4 }],
    [
      'u32 little-endian',
      (n: number) => [n & 255, n >> 8, 0, 0],
      { offset: 0, width: 4, littleEndian: true, added: 4 },
    ],
    ['u16 after a TLS-like header', (n: number) => [23, 3, 3, n >> 8, n & 255], { offset: 3, width: 2, added: 5 }],
    [
      'base-128 varint',
      (n: number) => (n < 128 ? [0x0a, n] : [0x0a, (n & 127) | 128, n >> 7]),
      { offset: 1, width: 0, added: 0 },
    ],
    [
      'a constant of its own: 11 bytes more than the field says',
      (n: number) => [(n - 9) >> 8, (n - 9) & 255],
      { offset: 0, width: 2, added: 11 },
    ],
  ])('finds %s', (_name, header, wanted) => {
    const found = search(framed(SIZES, header));
    expect(found.bits).toBeGreaterThanOrEqual(FRAMING_DECLARED_BITS);
    expect(found).toMatchObject(wanted);
  });

  it('finds one-byte lengths once there are enough messages', () => {
    const header = (n: number) => [n];
    expect(search(framed([70, 41], header)).bits).toBeLessThan(FRAMING_DECLARED_BITS);
    expect(search(framed([70, 41, 90, 33, 120], header))).toMatchObject({ offset: 0, width: 1, added: 1 });
  });

  it('walks several frames in a message', () => {
    const frames = framed(SIZES, (n) => [n >> 8, n & 255]);
    const messages = [Buffer.concat([frames[0]!, frames[1]!]), frames[2]!, Buffer.concat([frames[3]!, frames[4]!])];
    const found = search(messages);
    expect(found).toMatchObject({ offset: 0, width: 2, added: 2, frames: 5 });
  });

  it('counts a repeated length once: the same message again proves nothing', () => {
    const once = framed([70, 300, 41], (n) => [n >> 8, n & 255]);
    const bits = search(once).bits;
    expect(search([...once, ...once, ...once]).bits).toBe(bits);
    expect(search([once[0]!, once[0]!, once[0]!, once[0]!]).bits).toBe(0);
  });

  it('may begin after unframed messages of a handshake', () => {
    const handshake = [randomBytes(48, random), randomBytes(80, random)];
    const found = search([...handshake, ...framed([70, 300, 410, 520], (n) => [n >> 8, n & 255])]);
    expect(found).toMatchObject({ offset: 0, width: 2, added: 2, unframed: 2 });
  });

  it('survives a last message that the capture cut', () => {
    const messages = framed(SIZES, (n) => [n >> 8, n & 255]);
    expect(search([...messages, randomBytes(30, random)]).bits).toBeGreaterThanOrEqual(FRAMING_DECLARED_BITS);
  });

  it('does not take zeros or constants for frames', () => {
    for (const fill of [0, 1, 2, 16, 0x41, 0xff]) {
      expect(search(SIZES.map((size) => new Uint8Array(size).fill(fill))).bits).toBeLessThan(FRAMING_DECLARED_BITS);
    }
  });

  it('does not look into text', () => {
    const lines = SIZES.map((size) => Buffer.from(`${'x'.repeat(size)}\n`));
    expect(search(lines).bits).toBe(0);
  });

  it('declares nothing in 1500 random flows', () => {
    let declared = 0;
    for (let i = 0; i < 1500; i++) {
      const messages = Array.from({ length: 2 + Math.floor(random() * 7) }, () =>
        randomBytes(20 + Math.floor(random() * 500), random),
      );
      if (search(messages).bits >= FRAMING_DECLARED_BITS) declared++;
    }
    expect(declared).toBe(0);
  });

  it('loses its evidence when one length field is wrong', () => {
    const messages = framed(SIZES, (n) => [n >> 8, n & 255]);
    messages[2]![1]! ^= 1;
    const found = search(messages);
    expect(found.width === 2 && found.offset === 0 && found.bits >= FRAMING_DECLARED_BITS).toBe(false);
  });
});
