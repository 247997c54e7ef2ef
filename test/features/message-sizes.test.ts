import { describe, expect, it } from 'vitest';
import { messageSizes } from '../../src/features/message-sizes.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';

function sent(from: 'orig' | 'resp', ...sizes: number[]): SentMessage[] {
  return sizes.map((size) => ({ from, bytes: new Uint8Array(size) }));
}

describe('message sizes', () => {
  it('are summed up by hand', () => {
    const { number } = measured(finishedFlow(sent('orig', 100, 10, 10, 30, 1000)));
    expect(number('message.count.orig')).toBe(5);
    expect(number('message.bytes_min.orig')).toBe(10);
    expect(number('message.bytes_median.orig')).toBe(30);
    expect(number('message.bytes_max.orig')).toBe(1000);
    expect(number('message.bytes_mean.orig')).toBe(230);
    expect(number('message.mode_share.orig')).toBe(0.4);
    expect(number('message.distinct_sizes.orig')).toBe(4);
    // Deviations from 30: 20, 20, 0, 70, 970; their median is 20.
    expect(number('message.relative_dispersion.orig')).toBeCloseTo((1.4826 * 20) / 30, 12);
    expect(number('message.size_entropy_bits.orig')).toBeCloseTo(0.4 * Math.log2(2.5) + 3 * 0.2 * Math.log2(5), 12);
    expect(number('message.count.resp')).toBe(0);
    expect(number('message.bytes_min.resp')).toBeNaN();
  });

  it('are told apart by direction', () => {
    const { number } = measured(finishedFlow([...sent('orig', 7, 7), ...sent('resp', 500, 600)]));
    expect(number('message.bytes_median.orig')).toBe(7);
    expect(number('message.bytes_median.resp')).toBe(550);
  });

  it('have a spread from three messages on and a mode from two on', () => {
    const one = measured(finishedFlow(sent('orig', 64)));
    const two = measured(finishedFlow(sent('orig', 64, 65)));
    expect(one.number('message.mode_share.orig')).toBeNaN();
    expect(one.number('message.distinct_sizes.orig')).toBe(1);
    expect(two.number('message.mode_share.orig')).toBe(0.5);
    expect(two.number('message.relative_dispersion.orig')).toBeNaN();
  });

  it('in whole blocks are worth four bits for every distinct size after the first', () => {
    const { number } = measured(finishedFlow(sent('orig', 19, 35, 35, 51, 131)));
    expect(number('message.block16_bits.orig')).toBe(12);
    expect(number('message.block8_bits.orig')).toBe(9);
    const broken = measured(finishedFlow(sent('orig', 19, 35, 35, 51, 130)));
    expect(broken.number('message.block16_bits.orig')).toBe(0);
  });

  it('cover as many messages as the log holds', () => {
    const { number } = measured(finishedFlow(sent('orig', ...Array.from({ length: 512 }, (_, i) => i + 1))));
    expect(number('message.count.orig')).toBe(512);
    expect(number('message.bytes_median.orig')).toBe(256.5);
    expect(number('message.size_entropy_bits.orig')).toBeCloseTo(9, 9);
  });

  it('write one number a definition', () => {
    expect(messageSizes.features).toHaveLength(22);
  });
});
