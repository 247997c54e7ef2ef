import { expect, it } from 'vitest';
import { estimateOffset } from '../../src/telemetry/poll-likelihood.ts';
import { at } from './telemetry-fixture.ts';

const UP = Number.POSITIVE_INFINITY;
/** Changes every 7.3 s, seen by polls each second of a clock that is `offsetUs` ahead; the tables are read `delayUs` after the stamp. */
const bounds = (offsetUs: number, delayUs: (i: number) => number, count = 60) =>
  Array.from({ length: count }, (_, i) => {
    const eventUs = at(i * 7.3 + ((i * 7919) % 100) / 100);
    const pollUs = Math.ceil((eventUs + offsetUs - delayUs(i)) / 1e6) * 1e6;
    return [
      { pollUs: pollUs - 1e6, low: pollUs - 1e6 - eventUs, high: UP },
      { pollUs, low: -UP, high: pollUs - eventUs },
    ];
  }).flat();
const around = (us: number, of: Parameters<typeof estimateOffset>[0], slope = 0) =>
  estimateOffset(of, us - 500_000, us + 500_000, slope, at(0));

it('the interval holds the offset and shrinks as changes are added', () => {
  for (const offsetUs of [0, 213_000, -3.7e6]) {
    const few = around(offsetUs, { bounds: bounds(offsetUs, () => 2e3, 12), endings: [] });
    const many = around(offsetUs, { bounds: bounds(offsetUs, () => 2e3, 200), endings: [] });
    for (const { lowUs, highUs } of [few, many]) {
      expect(lowUs).toBeLessThanOrEqual(offsetUs);
      expect(highUs).toBeGreaterThanOrEqual(offsetUs - 5e3);
    }
    expect(many.highUs - many.lowUs).toBeLessThan((few.highUs - few.lowUs) / 3);
    expect(Math.abs(many.offsetUs - offsetUs)).toBeLessThan(10e3);
  }
});

it('a poll in ten that is half a second late moves nothing', () => {
  const { offsetUs } = around(0, { bounds: bounds(0, (i) => (i % 10 === 3 ? 400e3 : 2e3), 100), endings: [] });
  expect(Math.abs(offsetUs)).toBeLessThan(25e3);
});

it('one dated end settles what few polls leave open; a stray one is passed over', () => {
  const few = bounds(40_000, () => 1e3, 8);
  const open = around(0, { bounds: few, endings: [] });
  const dated = around(0, { bounds: few, endings: [{ logUs: at(9), offsetUs: 35_000 }] });
  expect(open.highUs - open.lowUs).toBeGreaterThan(100e3);
  expect(dated.highUs - dated.lowUs).toBeLessThan(50e3);
  expect(Math.abs(dated.offsetUs - 40_000)).toBeLessThan(10e3);
  const stray = around(0, { bounds: few, endings: [{ logUs: at(9), offsetUs: 5.5e6 }] });
  expect(Math.abs(stray.offsetUs - open.offsetUs)).toBeLessThan(10e3);
});

it('an end is dated by what the drift had made of the clock by then', () => {
  const few = bounds(40_000, () => 1e3, 8).map((bound) => {
    const shift = 300e-6 * (bound.pollUs - at(0));
    return { pollUs: bound.pollUs, low: bound.low + shift, high: bound.high + shift };
  });
  // An hour later the clock is 1.08 s further ahead.
  const endings = [{ logUs: at(3600), offsetUs: 35_000 + 1.08e6 }];
  const dated = around(0, { bounds: few, endings }, 300e-6);
  expect(Math.abs(dated.offsetUs - 40_000)).toBeLessThan(10e3);
  expect(dated.highUs - dated.lowUs).toBeLessThan(50e3);
});

it('a drift is taken off before polls are compared, and a flat clock is then less likely', () => {
  const drifting = bounds(0, () => 1e3, 100).map((bound) => {
    const shift = 300e-6 * (bound.pollUs - at(0));
    return { pollUs: bound.pollUs, low: bound.low + shift, high: bound.high + shift };
  });
  const followed = around(0, { bounds: drifting, endings: [] }, 300e-6);
  expect(Math.abs(followed.offsetUs)).toBeLessThan(15e3);
  expect(followed.logLikelihood).toBeGreaterThan(around(0, { bounds: drifting, endings: [] }).logLikelihood + 5);
});
