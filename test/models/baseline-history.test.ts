import { describe, expect, it } from 'vitest';
import { scoreAt, scoreHistory } from '../../src/models/baseline-history.ts';
import type { BaselineSession } from '../../src/models/baseline-measures.ts';
import { buildProfile } from '../../src/models/baseline-profile.ts';
import { scoreSession } from '../../src/models/baseline-score.ts';

function session(day: number, destinations: number, domains: string[] = ['a.example']): BaselineSession {
  return {
    captureId: `c${day}`,
    startUs: day * 86_400e6,
    isQuiet: true,
    measures: { destinations },
    sets: { domains, addresses: [], services: [], schemes: [], ja4: [], ports: [], rhythms: [], signers: [] },
  };
}

const SESSIONS = [
  session(0, 3),
  session(1, 4),
  session(2, 3),
  session(3, 40, ['a.example', 'new.example']),
  session(4, 3),
];

describe('the history of scores', () => {
  it('holds each session against those before it, and no other', () => {
    const scores = scoreHistory(SESSIONS, {}, 10);
    expect(scores).toHaveLength(5);
    SESSIONS.forEach((one, i) => {
      expect(scores[i]).toEqual(scoreSession(one, buildProfile(SESSIONS.slice(0, i), {})));
    });
    expect(scores.map(({ status }) => status)).toEqual(['insufficient', 'insufficient', 'scored', 'scored', 'scored']);
    expect(scores[3]?.score).toBeGreaterThan(5);
    expect(scores[3]?.items.map(({ kind }) => kind).sort()).toEqual(['measure', 'new']);
  });

  it('of the newest few is the end of the whole one', () => {
    expect(scoreHistory(SESSIONS, {}, 2)).toEqual(scoreHistory(SESSIONS, {}, 10).slice(-2));
  });

  it('has no score of a session that is not there', () => {
    expect(scoreAt([], 0, {})).toBeUndefined();
    expect(scoreHistory([], {}, 5)).toEqual([]);
  });
});
