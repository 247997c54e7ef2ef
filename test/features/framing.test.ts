import { describe, expect, it } from 'vitest';
import { framing } from '../../src/features/framing.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(21);

function frame(size: number): Uint8Array {
  return Buffer.concat([Buffer.from([size >> 8, size & 255]), randomBytes(size, random)]);
}

describe('framing', () => {
  it('is declared per direction with its place, width and constant', () => {
    const messages = [70, 300, 41, 520].flatMap((size): SentMessage[] => [
      { from: 'orig', bytes: frame(size) },
      { from: 'resp', bytes: randomBytes(size, random) },
    ]);
    const { number } = measured(finishedFlow(messages));
    // Two lengths of two significant bytes, two of one with a zero before, less 432 hypotheses and the start.
    expect(number('framing.bits.orig')).toBeCloseTo(2 * 16 + 2 * 9 - Math.log2(432) - 1, 9);
    expect(number('framing.prefix_offset.orig')).toBe(0);
    expect(number('framing.prefix_width.orig')).toBe(2);
    expect(number('framing.little_endian.orig')).toBe(0);
    expect(number('framing.added_bytes.orig')).toBe(2);
    expect(number('framing.frames.orig')).toBe(4);
    for (const { name } of framing.features.filter((feature) => feature.name.endsWith('.resp'))) {
      expect(number(name)).toBeNaN();
    }
  });

  it('is found in turns where header and body are written apart', () => {
    const messages = [70, 300, 41, 520].flatMap((size): SentMessage[] => {
      const whole = frame(size);
      return [
        { from: 'orig', bytes: whole.subarray(0, 2) },
        { from: 'orig', bytes: whole.subarray(2) },
        { from: 'resp', bytes: new Uint8Array(3) },
      ];
    });
    const { number } = measured(finishedFlow(messages));
    expect(number('framing.prefix_width.orig')).toBe(2);
    expect(number('framing.added_bytes.orig')).toBe(2);
    // Datagrams are never joined.
    expect(measured(finishedFlow(messages, { protocol: 17 })).number('framing.bits.orig')).toBeNaN();
  });

  it('is found in messages where the other side never answers', () => {
    const messages = [70, 300, 41, 520].map((size): SentMessage => ({ from: 'resp', bytes: frame(size) }));
    expect(measured(finishedFlow(messages)).number('framing.bits.resp')).toBeGreaterThan(16);
  });

  it('is absent from a flow of one message', () => {
    const { number } = measured(finishedFlow([{ from: 'orig', bytes: frame(300) }]));
    expect(number('framing.bits.orig')).toBeNaN();
  });
});
