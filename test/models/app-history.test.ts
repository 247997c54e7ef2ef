import { describe, expect, it } from 'vitest';
import { HABIT_BITS, habitOf, MAX_NOVELTY_BITS, noveltyOf } from '../../src/models/app-history.ts';
import { buildProfile, populationScales } from '../../src/models/baseline-profile.ts';
import { session, usual } from '../support/baseline-sessions.ts';

const profileOf = (sessions: ReturnType<typeof usual>) => buildProfile(sessions, populationScales([sessions]));
const unvetted = (count: number) => ({ profile: profileOf(usual(count)), vetted: undefined });

describe('the history of an app', () => {
  it('calls new what no session had, the more so the more there are, up to a bound', () => {
    const bits = [2, 5, 10, 100].map((count) => noveltyOf(unvetted(count), 'domains', ['c2.example'])?.bits ?? 0);
    expect(bits).toEqual([...bits].sort((a, b) => a - b));
    expect(bits[0]).toBeGreaterThan(0);
    expect(bits.at(-1)).toBe(MAX_NOVELTY_BITS);
  });

  it('says nothing of what was seen, of nothing, and with too few sessions', () => {
    expect(noveltyOf(unvetted(5), 'domains', ['cdn.app.example'])).toBeUndefined();
    expect(noveltyOf(unvetted(5), 'domains', [])).toBeUndefined();
    expect(noveltyOf(unvetted(1), 'domains', ['c2.example'])).toBeUndefined();
  });

  it('is worth little where the app brings something new all the time', () => {
    const restless = usual(10).map((one, i) => ({
      ...one,
      sets: { ...one.sets, domains: [...one.sets.domains, `n${i}.cdn.example`] },
    }));
    expect(
      noveltyOf({ profile: profileOf(restless), vetted: undefined }, 'domains', ['c2.example'])?.bits,
    ).toBeLessThan(0.2);
  });

  it('knows habits of vetted baselines only, of five sessions or more', () => {
    const vetted = profileOf(usual(5));
    expect(habitOf({ profile: vetted, vetted }, 'domains', ['api.app.example'])).toEqual({ seen: 5, sessions: 5 });
    expect(habitOf({ profile: vetted, vetted }, 'domains', ['c2.example'])).toBeUndefined();
    expect(habitOf(unvetted(30), 'domains', ['api.app.example'])).toBeUndefined();
    expect(
      habitOf({ profile: vetted, vetted: profileOf([session(0)]) }, 'domains', ['api.app.example']),
    ).toBeUndefined();
    expect(HABIT_BITS).toBeGreaterThan(MAX_NOVELTY_BITS);
  });
});
