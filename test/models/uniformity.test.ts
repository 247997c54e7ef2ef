import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeBytes, judgeUniformity, UNIFORMITY_MIN_BYTES } from '../../src/models/uniformity.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(23);

function acceptedShare(draw: () => Uint8Array, draws: number): number {
  let accepted = 0;
  for (let i = 0; i < draws; i++) if (judgeBytes(draw()).verdict === 'uniform') accepted++;
  return accepted / draws;
}

/** Sums of logarithms differ in their last digits with the order in which they are made. */
function rounded(found: object): unknown {
  return JSON.parse(
    JSON.stringify(found, (_, value) => (typeof value === 'number' ? Number(value.toFixed(9)) : value)),
  );
}

describe('uniformity', () => {
  it.each([48, 64, 100, 128, 256, 512, 1024, 1460, 4096])('accepts 99 %% of random samples of %i bytes', (n) => {
    expect(acceptedShare(() => randomBytes(n, random), 600)).toBeGreaterThan(0.985);
  });

  it('accepts real ciphertext', () => {
    const key = Buffer.from(randomBytes(32, random));
    const draw = () => {
      const cipher = createCipheriv('aes-256-ctr', key, randomBytes(16, random));
      return cipher.update(Buffer.alloc(300, 'A'));
    };
    expect(acceptedShare(draw, 300)).toBeGreaterThan(0.985);
  });

  it('rejects text, JSON, base64, hex, counters, zeros and a short XOR key, from 128 bytes on', () => {
    const key = randomBytes(4, random);
    const letters = 'abcdefghijklmnopqrstuvwxyz .,';
    const text = () =>
      Uint8Array.from({ length: 300 }, () => letters.charCodeAt(Math.floor(random() * letters.length)));
    const draws: (() => Uint8Array)[] = [
      text,
      () =>
        Buffer.from(JSON.stringify(Array.from({ length: 40 }, () => ({ id: Math.floor(random() * 1e6), ok: true })))),
      () => Buffer.from(Buffer.from(randomBytes(96, random)).toString('base64')),
      () => Buffer.from(Buffer.from(randomBytes(64, random)).toString('hex')),
      () => Uint8Array.from({ length: 256 }, (_, i) => i + Math.floor(random() * 2)),
      () => new Uint8Array(128),
      () => text().map((byte, i) => byte ^ key[i % 4]!),
    ];
    for (const draw of draws) expect(acceptedShare(draw, 200)).toBe(0);
  });

  it('claims nothing below its least number of bytes', () => {
    expect(judgeBytes(randomBytes(UNIFORMITY_MIN_BYTES - 1, random))).toMatchObject({ verdict: 'too_few', bytes: 47 });
    expect(judgeBytes(new Uint8Array(0))).toMatchObject({ verdict: 'too_few', bytes: 0 });
  });

  it('skips a clear header of every message, and says how long it was', () => {
    const messages = Array.from({ length: 8 }, (_, i) => ({
      from: 'orig' as const,
      bytes: Buffer.concat([Buffer.from([0, 0, 1, 0, i, 0, 0, 0, 90, 0]), randomBytes(90, random)]),
    }));
    const found = judgeUniformity(finishedFlow(messages), 1);
    expect(found.verdict).toBe('uniform');
    expect(found.skipped).toBeGreaterThan(0);
    expect(found.skipped).toBeLessThanOrEqual(10);
    expect(found.bytes).toBe(8 * (100 - found.skipped));
    // The same bytes as one message: their headers can no longer be skipped.
    const joined = Buffer.concat(messages.map(({ bytes }) => bytes));
    expect(judgeBytes(joined).verdict).toBe('not_uniform');
  });

  it('judges each direction on its own, over its first twelve messages', () => {
    const flow = finishedFlow([
      ...Array.from({ length: 12 }, () => ({ from: 'orig' as const, bytes: randomBytes(50, random) })),
      { from: 'resp', bytes: new Uint8Array(600) },
      { from: 'orig', bytes: new Uint8Array(500) },
    ]);
    expect(judgeUniformity(flow, 1)).toMatchObject({ verdict: 'uniform', bytes: 600 });
    expect(judgeUniformity(flow, 0)).toMatchObject({ verdict: 'not_uniform', bytes: 600 });
  });

  it('comes to the same from bytes that were counted before', () => {
    const message = fc.record({
      from: fc.constantFrom('orig' as const, 'resp' as const),
      bytes: fc.oneof(
        fc.uint8Array({ maxLength: 400 }),
        fc.integer({ min: 1, max: 400 }).map((length) => randomBytes(length, random)),
        fc.string({ maxLength: 300 }).map((text) => new Uint8Array(Buffer.from(text))),
      ),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 16 }), (messages) => {
        const flow = finishedFlow(messages);
        const { row } = measured(flow);
        expect(rounded(judgeUniformity(flow, 1, row.origBytes))).toEqual(rounded(judgeUniformity(flow, 1)));
        expect(rounded(judgeUniformity(flow, 0, row.respBytes))).toEqual(rounded(judgeUniformity(flow, 0)));
      }),
    );
  });

  it('gives the same verdict however often it is asked, and finite numbers for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const once = judgeBytes(bytes);
        expect(judgeBytes(bytes)).toEqual(once);
        for (const value of Object.values(once))
          if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
      }),
    );
  });
});
