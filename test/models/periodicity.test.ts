import { describe, expect, it } from 'vitest';
import { judgePeriodicity, judgeSummarisedIntervals, PERIODICITY_MIN_INTERVALS } from '../../src/models/periodicity.ts';
import { randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(91);

function starts(intervals: readonly number[]): number[] {
  const times = [0];
  for (const seconds of intervals) times.push((times.at(-1) as number) + seconds * 1e6);
  return times;
}

function draw(count: number, interval: () => number): number[] {
  return Array.from({ length: count }, interval);
}

function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

describe('periodicity', () => {
  it('is found with its period and spread', () => {
    const found = judgePeriodicity(starts(draw(20, () => 60 * (0.97 + 0.06 * random()))));
    expect(found.verdict).toBe('periodic');
    expect(found.period_s).toBeGreaterThan(58);
    expect(found.period_s).toBeLessThan(62);
    expect(found.jitter_share).toBeLessThan(0.06);
    expect(found).toMatchObject({ periods_seen: 20, missed_share: 0, explained_share: 1 });
    expect(found).not.toHaveProperty('p_value');
  });

  it('counts missed beats as multiples of the period', () => {
    const found = judgePeriodicity(starts([60, 60, 120, 60, 60, 180, 60, 60, 60, 60]));
    expect(found).toMatchObject({ verdict: 'periodic', period_s: 60, jitter_share: 0, explained_share: 1 });
    // Ten intervals where thirteen beats were due.
    expect(found.missed_share).toBeCloseTo(3 / 13, 5);
  });

  it('says insufficient below six intervals, however regular they are', () => {
    for (let n = 0; n < PERIODICITY_MIN_INTERVALS; n++) {
      const found = judgePeriodicity(starts(new Array(n).fill(60)));
      expect(found).toMatchObject({ verdict: 'insufficient', periods_seen: n });
      expect(found).not.toHaveProperty('period_s');
    }
    expect(judgePeriodicity([]).verdict).toBe('insufficient');
    expect(judgePeriodicity(starts(new Array(PERIODICITY_MIN_INTERVALS).fill(60))).verdict).toBe('periodic');
  });

  it('gives no period of an irregular series', () => {
    const found = judgePeriodicity(starts(draw(40, () => -60 * Math.log(1 - random()) + 1.5)));
    expect(found.verdict).toBe('aperiodic');
    expect(found).not.toHaveProperty('period_s');
    expect(found).not.toHaveProperty('jitter_share');
  });

  it('takes parallel connections of one activation for one event', () => {
    const times = starts(new Array(10).fill(60)).flatMap((at) => [at, at + 200_000, at + 450_000]);
    expect(judgePeriodicity(times)).toMatchObject({ verdict: 'periodic', period_s: 60, periods_seen: 10 });
    // Nothing but parallel connections is one activation.
    expect(judgePeriodicity([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => i * 1000)).verdict).toBe('insufficient');
  });

  it.each([6, 7, 8, 9, 10, 11, 12, 15, 30])('calls few irregular series of %i intervals periodic', (n) => {
    const draws = 1500;
    const families = [
      () => Math.exp(0.5 * normal()) * 60,
      () => -60 * Math.log(1 - random()) + 2,
      () => 120 * random() + 2,
    ];
    for (const interval of families) {
      let periodic = 0;
      for (let i = 0; i < draws; i++) {
        if (judgePeriodicity(starts(draw(n, interval))).verdict === 'periodic') periodic++;
      }
      expect(periodic / draws).toBeLessThan(0.025);
    }
  });

  it('judges the statistics of a single flow by the same bounds', () => {
    expect(judgeSummarisedIntervals(20, 5000, 0.02)).toMatchObject({
      verdict: 'periodic',
      period_s: 5,
      jitter_share: 0.02,
    });
    expect(judgeSummarisedIntervals(20, 5000, 0.4).verdict).toBe('aperiodic');
    expect(judgeSummarisedIntervals(6, 5000, 0.1).verdict).toBe('aperiodic');
    expect(judgeSummarisedIntervals(5, 5000, 0).verdict).toBe('insufficient');
  });

  it('gives its reason with the numbers it rests on', () => {
    expect(judgePeriodicity(starts(new Array(8).fill(45))).reason).toBe(
      '8 intervals between starts: median 45 s, 1.4826·MAD/median 0, at or below the bound 0.1 for this many',
    );
  });
});
