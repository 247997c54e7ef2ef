import { describe, expect, it } from 'vitest';
import { type ClockAlignment, slackOf, toCaptureUs, zoneNote, zoneOffsetUs } from '../../src/telemetry/clock-model.ts';
import { at } from './telemetry-fixture.ts';

const clock = (segments: ClockAlignment['segments']): ClockAlignment => ({
  file: 'log',
  offsetMs: 0,
  residualMs: undefined,
  uncertaintyMs: undefined,
  method: 'flag',
  pairs: 0,
  driftPpm: undefined,
  note: undefined,
  segments,
  slackUs: 1e6,
  isIdentity: false,
});

describe('toCaptureUs', () => {
  it('takes the offset of the segment off, the first before its beginning too', () => {
    const stepped = clock([
      { fromUs: at(10), offsetUs: 1e6, slope: 0 },
      { fromUs: at(20), offsetUs: 5e6, slope: 0 },
    ]);
    expect([5, 15, 20, 30].map((second) => toCaptureUs(stepped, at(second)))).toEqual([at(4), at(14), at(15), at(25)]);
  });

  it('follows a drift both ways', () => {
    const drifting = clock([{ fromUs: at(0), offsetUs: 1e6, slope: 1e-4 }]);
    expect(toCaptureUs(drifting, at(10_000))).toBe(at(10_000) - 2e6);
    expect(toCaptureUs(drifting, at(-10_000))).toBe(at(-10_000));
  });

  it('leaves moments that are none', () => {
    expect(toCaptureUs(clock([{ fromUs: 0, offsetUs: 1e6, slope: 0 }]), Number.NEGATIVE_INFINITY)).toBe(
      Number.NEGATIVE_INFINITY,
    );
  });
});

it('the window is three residuals, at least a second, at most a minute', () => {
  expect([undefined, 0, 500_000, 1e9].map(slackOf)).toEqual([1e6, 1e6, 1.5e6, 60e6]);
});

it('whole hours, and the quarter hours of some zones, are zones within two seconds', () => {
  expect([3600e6, 3601.9e6, -18_000e6, 20_700e6].map(zoneOffsetUs)).toEqual([3600e6, 3600e6, -18_000e6, 20_700e6]);
  expect([0, 900e6, 3603e6, 15 * 3600e6].map(zoneOffsetUs)).toEqual(new Array(4).fill(undefined));
  expect(zoneNote(3600e6)).toBe(
    'the offset of +1 h is a time zone, not drift: one of the clocks was read as local time',
  );
  expect(zoneNote(-20_700.5e6)).toContain('−5.75 h');
  expect(zoneNote(412_000)).toBeUndefined();
});
