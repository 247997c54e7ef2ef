import { describe, expect, it } from 'vitest';
import { buildProfile, populationScales } from '../../src/models/baseline-profile.ts';
import { session, usual } from '../support/baseline-sessions.ts';

describe('a baseline profile', () => {
  it('has the median, and a scale between its own and that of all apps', () => {
    const sessions = [0.1, 0.2, 0.3, 0.4, 0.9].map((upload_share, i) => session(i, { upload_share }));
    const { measures } = buildProfile(sessions, { upload_share: 0.05 });
    expect(measures.upload_share?.median).toBe(0.3);
    // MAD of these is 0.1; with five sessions the own scale weighs 5/11.
    const expected = Math.exp((5 / 11) * Math.log(0.14826) + (6 / 11) * Math.log(0.05));
    expect(measures.upload_share?.scale).toBeCloseTo(expected, 12);
  });

  it('learns from quiet sessions only, in whatever order they come', () => {
    const loud = { ...session(3, { custom_share: 1 }, ['c2.example']), isQuiet: false };
    const sessions = [...usual(3), loud];
    const profile = buildProfile(sessions, {});
    expect(profile).toMatchObject({ sessions: 3, leftOut: 1 });
    expect(profile.sets.domains.has('c2.example')).toBe(false);
    expect(buildProfile([...sessions].reverse(), {})).toEqual(profile);
  });

  it('knows how often sessions bring something new', () => {
    const steady = buildProfile(usual(9), {});
    const restless = buildProfile(
      Array.from({ length: 9 }, (_, i) => session(i, {}, [`d${i}.example`])),
      {},
    );
    expect(steady.noveltyRates.domains).toBeCloseTo(0.5 / 9, 12);
    expect(restless.noveltyRates.domains).toBeCloseTo(8.5 / 9, 12);
  });

  it('expects nothing new of a stock that was seen again and again, however much of it the first sessions brought', () => {
    const rhythms = (i: number, names: string[]) => {
      const one = session(i, {});
      return { ...one, sets: { ...one.sets, rhythms: names } };
    };
    const [a, b, c] = ['about 30 s', 'about 60 s', 'about 120 s'];
    const known = buildProfile([rhythms(0, [a]), rhythms(1, [a, b]), rhythms(2, [b, c]), rhythms(3, [a, c])], {});
    expect(known.noveltyRates.rhythms).toBeCloseTo(1 - Math.exp(-0.25 / 5), 12);
    const once = buildProfile([rhythms(0, [a]), rhythms(1, [b]), rhythms(2, [c]), rhythms(3, [])], {});
    expect(once.noveltyRates.rhythms).toBeCloseTo(1 - Math.exp(-3.25 / 5), 12);
  });

  it('says nothing of a measure that no session has, and does not divide by nothing', () => {
    const profile = buildProfile(usual(1), {});
    expect(profile.measures.key_events_per_hour).toBeUndefined();
    for (const { scale } of Object.values(profile.measures)) expect(scale).toBeGreaterThan(0);
    expect(buildProfile([], {})).toMatchObject({ sessions: 0, measures: {} });
  });

  it('takes the population from apps with enough sessions', () => {
    expect(populationScales([usual(2)])).toEqual({});
    expect(populationScales([usual(7), usual(7)]).flows_per_hour).toBeGreaterThan(0);
  });
});
