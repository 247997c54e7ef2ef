import { describe, expect, it } from 'vitest';
import { judgeSeries } from '../../src/models/series-rhythm.ts';
import { BLOCK_EVENTS, BLOCK_SERIES, SeriesBlock } from '../../src/run/series-block.ts';
import { drawFrom, eventsAfter, repeated } from '../support/event-series.ts';

const { around, exponential } = drawFrom(5);

/** Two clusters of sizes, of which one keeps a rhythm; one rhythm; none; too few events. */
function seriesOf(kind: number) {
  if (kind === 0) {
    const beacon = eventsAfter(repeated(30, () => 60 * around(0.02)));
    const others = eventsAfter(repeated(40, () => 45 * exponential()));
    const sizes = Float64Array.from([...beacon.map(() => 120), ...others.map(() => 900)]);
    return { timesUs: Float64Array.from([...beacon, ...others]), sizes, count: beacon.length + others.length };
  }
  const interval = kind === 1 ? () => 60 * around(0.1) : () => 60 * exponential();
  const timesUs = eventsAfter(repeated(kind === 3 ? 2 : 14, interval));
  return { timesUs, sizes: undefined, count: timesUs.length };
}

describe('a block of series', () => {
  it('gives back what was judged in another view of the same memory', () => {
    const block = new SeriesBlock();
    const series = [0, 1, 2, 3].map(seriesOf);
    const expected = series.map(({ timesUs, sizes, count }) => judgeSeries(timesUs, sizes, count));
    expect(expected[0].sizes).toBeDefined();
    for (const one of series) {
      // The arrays may be longer than the series, and are only lent.
      const timesUs = new Float64Array(100);
      timesUs.set(one.timesUs);
      const sizes = one.sizes === undefined ? undefined : new Float64Array(100);
      sizes?.set(one.sizes ?? []);
      expect(block.put({ timesUs, sizes, count: one.count })).toBe(true);
      timesUs.fill(0);
      sizes?.fill(0);
    }
    expect(block.isJudged).toBe(false);
    block.send();
    new SeriesBlock(block.shared).answer();
    expect(block.isJudged).toBe(true);
    for (const [at, rhythm] of expected.entries()) {
      expect(block.result(at)).toEqual(rhythm);
      expect(block.judge(at)).toEqual(rhythm);
    }
    block.clear();
    expect([block.count, block.isJudged]).toEqual([0, false]);
  });

  it('takes no more series and no more events than it has room for', () => {
    const few = { timesUs: eventsAfter([1, 2]), sizes: undefined, count: 3 };
    const block = new SeriesBlock();
    for (let i = 0; i < BLOCK_SERIES; i++) expect(block.put(few)).toBe(true);
    expect(block.put(few)).toBe(false);
    const many = { timesUs: new Float64Array(BLOCK_EVENTS), sizes: undefined, count: BLOCK_EVENTS };
    expect(block.put(many)).toBe(false);
    block.clear();
    expect(block.put(many)).toBe(true);
    expect(block.put(few)).toBe(false);
    block.clear();
    const tooMany = { timesUs: new Float64Array(BLOCK_EVENTS + 1), sizes: undefined, count: BLOCK_EVENTS + 1 };
    expect(block.put(tooMany)).toBe(false);
  });
});
