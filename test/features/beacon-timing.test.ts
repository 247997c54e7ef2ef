import { describe, expect, it } from 'vitest';
import { beaconTiming } from '../../src/features/beacon-timing.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';

function at(...seconds: number[]): SentMessage[] {
  return seconds.map((atSeconds) => ({ from: 'orig', bytes: new Uint8Array(8), atSeconds }));
}

describe('beacon timing', () => {
  it('measures the intervals between messages of the originator only', () => {
    const messages: SentMessage[] = [
      ...at(0, 10, 21),
      { from: 'resp', bytes: new Uint8Array(1), atSeconds: 22 },
      ...at(30, 60),
    ];
    const { number } = measured(finishedFlow(messages));
    // Intervals 10, 11, 9 and 30 s: median 10.5, deviations 0.5, 0.5, 1.5, 19.5.
    expect(number('beacon.intervals')).toBe(4);
    expect(number('beacon.interval_median_ms')).toBe(10_500);
    expect(number('beacon.interval_mad_share')).toBeCloseTo((1.4826 * 1) / 10.5, 12);
    expect(number('beacon.interval_min_ms')).toBe(9000);
    expect(number('beacon.interval_max_ms')).toBe(30_000);
  });

  it('gives no spread of fewer than three intervals, and none at all of one message', () => {
    expect(measured(finishedFlow(at(0, 5, 10))).number('beacon.interval_mad_share')).toBeNaN();
    // Intervals 4, 5 and 7 s: median 5, deviations 1, 0, 2.
    expect(measured(finishedFlow(at(0, 4, 9, 16))).number('beacon.interval_mad_share')).toBeCloseTo(1.4826 / 5, 12);
    const one = measured(finishedFlow(at(0)));
    expect(one.number('beacon.intervals')).toBe(0);
    expect(one.number('beacon.interval_median_ms')).toBeNaN();
  });

  it('skips an interval in which the clock stepped back', () => {
    const { number } = measured(finishedFlow(at(0, 10, 3, 13)));
    expect(number('beacon.intervals')).toBe(2);
    expect(number('beacon.interval_median_ms')).toBe(10_000);
  });

  it('has no share of a median of zero', () => {
    expect(measured(finishedFlow(at(1, 1, 1, 1, 1))).number('beacon.interval_mad_share')).toBeNaN();
    expect(beaconTiming.features).toHaveLength(5);
  });
});
