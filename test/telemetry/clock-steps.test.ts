import { describe, expect, it } from 'vitest';
import { fitSegments } from '../../src/telemetry/clock-steps.ts';
import { at } from './telemetry-fixture.ts';

/** Differences with a deterministic jitter of ±20 ms. */
const pairs = (count: number, everySeconds: number, offsetUs: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => ({
    logUs: at(i * everySeconds),
    offsetUs: offsetUs(i) + ((i * 7919) % 41) * 1000 - 20_000,
  }));

describe('fitSegments', () => {
  it('takes one level for a steady clock, however few the pairs', () => {
    const fit = fitSegments(pairs(7, 10, () => -412_000));
    expect(fit.segments).toHaveLength(1);
    expect(Math.abs(fit.segments[0].offsetUs + 412_000)).toBeLessThan(20_000);
    expect(fit.note).toBeUndefined();
    expect(fitSegments([{ logUs: at(0), offsetUs: 5 }]).segments[0].offsetUs).toBe(5);
  });

  it('cuts where an emulator was paused, at the very pair', () => {
    const fit = fitSegments(pairs(60, 10, (i) => (i < 23 ? 0 : i < 41 ? 12e6 : 15e6)));
    expect(fit.segments.map(({ fromUs }) => fromUs)).toEqual([at(0), at(230), at(410)]);
    expect(fit.segments.map(({ offsetUs }) => Math.abs(Math.round(offsetUs / 1e6)))).toEqual([0, 12, 15]);
    expect(fit.note).toBe('the clocks jump by +12.0 s, +3.0 s (a paused emulator?): aligned in 3 parts');
  });

  it('does not take an outlier for a jump', () => {
    expect(fitSegments(pairs(60, 10, (i) => (i % 9 === 4 ? 30e6 : 0))).segments).toHaveLength(1);
  });

  it('follows a drift over more than an hour and says so', () => {
    const fit = fitSegments(pairs(100, 60, (i) => i * 60 * 200));
    expect(fit.driftPpm).toBeGreaterThan(190);
    expect(fit.driftPpm).toBeLessThan(210);
    expect(fit.note).toContain('drift apart');
    expect(fit.segments[0].slope).toBeCloseTo(200e-6, 5);
  });

  it('leaves the drift of quartz alone, and that of short captures unmeasured', () => {
    expect(fitSegments(pairs(100, 60, (i) => i * 60 * 20))).toMatchObject({
      note: undefined,
      segments: [{ slope: 0 }],
    });
    expect(fitSegments(pairs(100, 6, (i) => i * 6 * 200)).driftPpm).toBeUndefined();
  });
});
