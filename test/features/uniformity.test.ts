import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteHistogram } from '../../src/features/byte-histogram.ts';
import { measureBytes, measureUniformity, UNIFORMITY_MIN_BYTES } from '../../src/features/uniformity.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(23);

function acceptedShare(draw: () => Uint8Array, draws: number): number {
  let accepted = 0;
  for (let i = 0; i < draws; i++) if (measureBytes(draw()).verdict === 'uniform') accepted++;
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
    expect(measureBytes(randomBytes(UNIFORMITY_MIN_BYTES - 1, random))).toMatchObject({
      verdict: 'too_few',
      bytes: 47,
    });
    expect(measureBytes(new Uint8Array(0))).toMatchObject({ verdict: 'too_few', bytes: 0 });
  });

  it('skips a clear header of every message, and says how long it was', () => {
    const messages = Array.from({ length: 8 }, (_, i) => ({
      from: 'orig' as const,
      bytes: Buffer.concat([Buffer.from([0, 0, 1, 0, i, 0, 0, 0, 90, 0]), randomBytes(90, random)]),
    }));
    const found = measureUniformity(finishedFlow(messages), 1);
    expect(found.verdict).toBe('uniform');
    expect(found.skipped).toBeGreaterThan(0);
    expect(found.skipped).toBeLessThanOrEqual(10);
    expect(found.bytes).toBe(8 * (100 - found.skipped));
    // The same bytes as one message: their headers can no longer be skipped.
    const joined = Buffer.concat(messages.map(({ bytes }) => bytes));
    expect(measureBytes(joined).verdict).toBe('not_uniform');
  });

  it('judges each direction on its own, over its first twelve messages', () => {
    const flow = finishedFlow([
      ...Array.from({ length: 12 }, () => ({ from: 'orig' as const, bytes: randomBytes(50, random) })),
      { from: 'resp', bytes: new Uint8Array(600) },
      { from: 'orig', bytes: new Uint8Array(500) },
    ]);
    expect(measureUniformity(flow, 1)).toMatchObject({ verdict: 'uniform', bytes: 600 });
    expect(measureUniformity(flow, 0)).toMatchObject({ verdict: 'not_uniform', bytes: 600 });
  });

  it('takes a first message as long as all others for no opening, whatever the log held of flows before', () => {
    const clear = {
      from: 'orig' as const,
      bytes: Buffer.from('status=idle;battery=81;screen=off;'.repeat(3).slice(0, 100)),
    };
    const cipher = () => ({ from: 'orig' as const, bytes: randomBytes(100, random) });
    const flow = finishedFlow([clear, cipher(), cipher(), cipher()]);
    const { messages } = flow;
    const before = measureUniformity(flow, 1);
    expect(before.openingMessages).toBe(0);
    const stale = {
      bytes: Uint32Array.of(...messages.bytes.subarray(0, messages.count), 77, 900),
      fromOriginator: Uint8Array.of(...messages.fromOriginator.subarray(0, messages.count), 1, 1),
    };
    const reused = finishedFlow([clear, cipher(), cipher(), cipher()], { messages: { ...messages, ...stale } });
    expect(measureUniformity(reused, 1)).toMatchObject({ verdict: before.verdict, openingMessages: 0 });
  });

  it('leaves a clear opening out where 256 bytes are left behind it, and says how long it was', () => {
    const hello = Buffer.from(
      JSON.stringify({ version: 1, device: 'a phone of some kind', language: 'en-GB', padding: 0 }),
    );
    const cipher = () => ({ from: 'orig' as const, bytes: randomBytes(100, random) });
    const opening = [1, 2, 3].map(() => ({ from: 'orig' as const, bytes: hello }));
    const found = measureUniformity(finishedFlow([...opening, cipher(), cipher(), cipher()]), 1);
    expect(found).toMatchObject({ verdict: 'uniform', openingMessages: 3, bytes: 300, from: 3 * hello.length });
    expect(found.to).toBe(found.from + 300);
    expect(measureUniformity(finishedFlow([...opening, cipher(), cipher()]), 1).verdict).toBe('not_uniform');
    const datagrams = finishedFlow([...opening, cipher(), cipher(), cipher()], { protocol: 17 });
    expect(measureUniformity(datagrams, 1).verdict).toBe('not_uniform');
  });

  it('looks into frames that are shorter than the messages that hold them', () => {
    const frame = () => {
      const body = randomBytes(30 + Math.floor(random() * 20), random);
      return Buffer.concat([Buffer.of(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, body.length), body]);
    };
    const flow = finishedFlow(
      Array.from({ length: 4 }, () => ({ from: 'orig' as const, bytes: Buffer.concat([frame(), frame(), frame()]) })),
    );
    expect(measureUniformity(flow, 1).verdict).toBe('not_uniform');
    const { row } = measured(flow);
    expect(row.origFraming).toMatchObject({ offset: 4, width: 4, added: 8 });
    expect(row.origUniformity).toMatchObject({ verdict: 'uniform', unit: 'frame', skipped: 0 });
  });

  it('tells how much of each message it left out, so that its bytes can be counted', () => {
    const message = (number: number) =>
      Buffer.concat([Buffer.from('head0000'), Uint8Array.of(number), randomBytes(150, random), Buffer.from('tail')]);
    const flow = finishedFlow(Array.from({ length: 9 }, (_, i) => ({ from: 'orig' as const, bytes: message(i) })));
    const found = measureUniformity(flow, 1);
    expect(found).toMatchObject({ verdict: 'uniform', trailer: 4 });
    expect(found.bytes).toBe(9 * (163 - found.skipped - 4));
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
        const hints = (counted: ByteHistogram) => ({ counted, keys: [], framing: undefined });
        expect(rounded(measureUniformity(flow, 1, hints(row.origBytes)))).toEqual(rounded(measureUniformity(flow, 1)));
        expect(rounded(measureUniformity(flow, 0, hints(row.respBytes)))).toEqual(rounded(measureUniformity(flow, 0)));
      }),
    );
  });

  it('gives the same verdict however often it is asked, and finite numbers for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const once = measureBytes(bytes);
        expect(measureBytes(bytes)).toEqual(once);
        for (const value of Object.values(once))
          if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
      }),
    );
  });
});
