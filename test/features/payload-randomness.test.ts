import { describe, expect, it } from 'vitest';
import { payloadRandomness } from '../../src/features/payload-randomness.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(11);

describe('payload randomness', () => {
  it('measures each direction on its own', () => {
    const { number } = measured(
      finishedFlow([
        { from: 'orig', bytes: Buffer.from('aabb') },
        { from: 'resp', bytes: Buffer.from([0, 1, 2, 3, 4, 5, 6, 7]) },
      ]),
    );
    expect(number('payload.measured_bytes.orig')).toBe(4);
    expect(number('payload.entropy_bits.orig')).toBe(1);
    expect(number('payload.printable_share.orig')).toBe(1);
    expect(number('payload.printable_run_bytes.orig')).toBe(4);
    expect(number('payload.measured_bytes.resp')).toBe(8);
    expect(number('payload.entropy_bits.resp')).toBe(3);
    expect(number('payload.printable_share.resp')).toBe(0);
  });

  it('says nothing but "0 bytes" of a silent direction', () => {
    const { number } = measured(finishedFlow([{ from: 'orig', bytes: randomBytes(64, random) }]));
    const silent = payloadRandomness.features.map(({ name }) => name).filter((name) => name.endsWith('.resp'));
    expect(silent.map((name) => number(name)).filter((value) => !Number.isNaN(value))).toEqual([0]);
  });

  it('gives z-scores from sixteen bytes on', () => {
    for (const [bytes, known] of [
      [15, false],
      [16, true],
    ] as const) {
      const { number } = measured(finishedFlow([{ from: 'orig', bytes: randomBytes(bytes, random) }]));
      for (const name of ['entropy_z', 'chi_square_z', 'popcount_z', 'first_message_entropy_z']) {
        expect(Number.isFinite(number(`payload.${name}.orig`))).toBe(known);
      }
    }
  });

  it('tells the first message from the rest', () => {
    const { number } = measured(
      finishedFlow([
        { from: 'orig', bytes: Buffer.from('hello hello hello hello') },
        { from: 'resp', bytes: Buffer.from('x') },
        { from: 'orig', bytes: randomBytes(2000, random) },
      ]),
    );
    // h, e and o four times, l eight times, the space three times.
    const parts = [4, 4, 4, 8, 3].map((c) => (c / 23) * Math.log2(23 / c));
    expect(number('payload.first_message_entropy_bits.orig')).toBeCloseTo(
      parts.reduce((sum, part) => sum + part, 0),
      12,
    );
    expect(number('payload.first_message_entropy_z.orig')).toBeLessThan(-20);
    expect(number('payload.entropy_bits.orig')).toBeGreaterThan(7.8);
  });

  it('measures the first 2048 bytes of a longer direction', () => {
    const flow = finishedFlow([
      { from: 'orig', bytes: randomBytes(4096, random) },
      { from: 'orig', bytes: Buffer.alloc(90_000) },
    ]);
    expect(measured(flow).number('payload.measured_bytes.orig')).toBe(2048);
    expect(Math.abs(measured(flow).number('payload.entropy_z.orig'))).toBeLessThan(5);
    // A view that holds more than it should is cut, not read beyond the tables.
    flow.orig.prefix = new Uint8Array(9000);
    expect(measured(flow).number('payload.measured_bytes.orig')).toBe(2048);
    expect(measured(flow).number('payload.entropy_bits.orig')).toBe(0);
  });

  it('separates text and counters from random bytes by many deviations', () => {
    const z = (bytes: Uint8Array, name: string) => measured(finishedFlow([{ from: 'orig', bytes }])).number(name);
    expect(
      z(Buffer.from('The quick brown fox jumps over the lazy dog. '.repeat(9)), 'payload.entropy_z.orig'),
    ).toBeLessThan(-30);
    expect(
      z(
        Uint8Array.from({ length: 1024 }, (_, i) => i),
        'payload.entropy_z.orig',
      ),
    ).toBeGreaterThan(5);
    expect(z(new Uint8Array(512), 'payload.popcount_z.orig')).toBeLessThan(-50);
  });
});
