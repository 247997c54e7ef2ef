import { expect, test } from 'vitest';
import { differenceOf, medianMeasure } from '../../src/models/baseline-difference.ts';
import { session, usual } from '../support/baseline-sessions.ts';

test('two groups of sessions differ in what is new, gone and changed', () => {
  const after = Array.from({ length: 5 }, (_, i) => {
    const one = session(10 + i, { custom_share: 0.5 });
    return { ...one, sets: { ...one.sets, domains: ['api.app.example', 'new.example'] } };
  });
  expect(differenceOf(usual(5), after, {})).toEqual({
    fresh: ['domain: new.example'],
    gone: ['domain: cdn.app.example'],
    changed: ['share of flows with unexplained ciphertext: up from 0 to 0.5 (medians of 5 and 5 sessions)'],
  });
});

test('what is the same differs in nothing', () => {
  expect(differenceOf(usual(7), usual(7, 7), {})).toEqual({ fresh: [], gone: [], changed: [] });
});

test('the middle of a measure leaves out sessions that do not know it', () => {
  const unknown = session(2);
  const { custom_share: _, ...measures } = unknown.measures;
  expect(
    medianMeasure(
      [session(0, { custom_share: 0.2 }), session(1, { custom_share: 0.4 }), { ...unknown, measures }],
      'custom_share',
    ),
  ).toBeCloseTo(0.3);
  expect(medianMeasure([], 'custom_share')).toBeUndefined();
});
