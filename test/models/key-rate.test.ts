import { describe, expect, it } from 'vitest';
import type { AppHistory } from '../../src/models/app-history.ts';
import type { BaselineSession } from '../../src/models/baseline-measures.ts';
import { buildProfile, populationScales } from '../../src/models/baseline-profile.ts';
import { judgeKeyRate, keyHabit, poissonTail } from '../../src/models/key-rate.ts';

const NO_SETS = { domains: [], addresses: [], services: [], schemes: [], ja4: [], ports: [], rhythms: [], signers: [] };
function profile(rates: readonly (number | undefined)[]) {
  const sessions = rates.map(
    (rate, i): BaselineSession => ({
      captureId: `c${i}`,
      startUs: i,
      measures: rate === undefined ? {} : { key_events_per_hour: rate },
      sets: NO_SETS,
      isQuiet: true,
    }),
  );
  return buildProfile(sessions, populationScales([sessions]));
}
const history = (rates: readonly (number | undefined)[], vouched = false): AppHistory => ({
  profile: profile(rates),
  vetted: vouched ? profile(rates) : undefined,
});
const counts = { keys: 12, hours: 1, before: undefined };

describe('the rate of keys', () => {
  it('is held against the threshold where there is no history, and says so', () => {
    const { chance, numbers, against } = judgeKeyRate(counts, 1);
    expect(chance).toBeCloseTo(poissonTail(12, 1), 12);
    expect(numbers).toEqual({ keys: 12, hours: 1, expected: 1, tests: 1 });
    expect(against).toContain('KeyGenerationThreshold (1 an hour; no earlier session of the app is at hand)');
    expect(against).toMatch(/^where 1 is ordinary /);
    expect(judgeKeyRate(counts, 2).against).toMatch(/^where 2 are ordinary /);
    expect(judgeKeyRate(counts, 1, history([undefined, undefined])).chance).toBe(chance);
    expect(keyHabit(undefined)).toContain('No earlier session');
    expect(keyHabit(history([0, 0, 0]))).toBe('In 3 earlier sessions it made 0 keys an hour in the middle case');
  });

  it('surprises more in an app that never made keys', () => {
    const few = { ...counts, keys: 3 };
    expect(judgeKeyRate(few, 1, history([0, 0, 0, 0, 0])).chance).toBeLessThan(judgeKeyRate(few, 1).chance / 3);
  });

  it('is a habit only where somebody vouched for it', () => {
    const busy = [10, 12, 11, 9, 12];
    expect(judgeKeyRate(counts, 1, history(busy)).chance).toBe(judgeKeyRate(counts, 1).chance);
    expect(judgeKeyRate(counts, 1, history(busy)).against).toContain('nobody vouched for them');
    const vouched = judgeKeyRate(counts, 1, history(busy, true));
    expect(vouched.chance).toBeGreaterThan(0.5);
    expect(vouched.against).toContain('5 earlier sessions of the app, vouched for (11');
  });

  it('is held against the log before the capture where that goes back by an hour and as long as the capture', () => {
    const before = { keys: 2, hours: 24 };
    const found = judgeKeyRate({ ...counts, before }, 20);
    expect(found.numbers).toMatchObject({ keys_before: 2, hours_before: 24, tests: 2 });
    expect(found.chance).toBeLessThan(1e-12);
    expect(judgeKeyRate({ ...counts, before: { keys: 0, hours: 0.5 } }, 20).numbers['tests']).toBe(1);
    // As busy before: the threshold alone speaks.
    expect(judgeKeyRate({ ...counts, before: { keys: 300, hours: 24 } }, 1).numbers['expected']).toBe(1);
  });
});

describe('the Poisson tail', () => {
  it('agrees with values worked out by hand', () => {
    expect(poissonTail(1, 1)).toBeCloseTo(1 - Math.exp(-1));
    expect(poissonTail(0, 5)).toBe(1);
    // P(X ≥ 19) for mean 1: e⁻¹/19! and what follows.
    expect(poissonTail(19, 1)).toBeGreaterThan(3.0e-18);
    expect(poissonTail(19, 1)).toBeLessThan(3.3e-18);
  });
});
