import { describe, expect, it } from 'vitest';
import { buildProfile } from '../../src/models/baseline-profile.ts';
import { scoreSession } from '../../src/models/baseline-score.ts';
import { session, usual } from '../support/baseline-sessions.ts';

const profile = buildProfile(usual(12), {});

describe('the score of a session', () => {
  it('is small for a usual one, and says nothing', () => {
    const { status, score, items } = scoreSession(session(12), profile);
    expect({ status, items }).toEqual({ status: 'scored', items: [] });
    expect(score).toBeLessThan(3);
  });

  it('grows with what the analytic looks for, and says it in sentences', () => {
    const { score, items } = scoreSession(
      session(12, { custom_share: 0.5, bytes_up_per_hour: 500_000 }, ['c2.example']),
      profile,
    );
    expect(score).toBeGreaterThan(10);
    const sentences = items.map(({ sentence }) => sentence);
    expect(sentences.join('\n')).toContain('share of flows with unexplained ciphertext: 0.5, usually 0');
    expect(sentences.join('\n')).toContain('domain not seen in 12 sessions before: c2.example');
  });

  it('does not grow when a session is quieter than usual', () => {
    const quiet = scoreSession(
      session(12, { flows_per_hour: 1, bytes_up_per_hour: 10, destinations: 0, periodic_channels: 0 }),
      profile,
    );
    expect(quiet.score).toBe(0);
  });

  it('weighs a new name less where new names are usual', () => {
    const restless = buildProfile(
      Array.from({ length: 12 }, (_, i) => session(i, {}, [`d${i}.example`])),
      {},
    );
    const novel = (of: typeof profile) =>
      scoreSession(session(12, {}, ['new.example']), of).items.find(({ kind }) => kind === 'new');
    expect(novel(restless)?.weight ?? 0).toBeLessThan(novel(profile)?.weight ?? 0);
  });

  it('says that too few sessions are too few, not that all is well', () => {
    expect(scoreSession(session(1), buildProfile(usual(1), {}))).toEqual({
      status: 'insufficient',
      score: 0,
      items: [],
    });
  });

  it('never rises when a measure falls', () => {
    const at = (custom_share: number) => scoreSession(session(12, { custom_share }), profile).score;
    const scores = [0, 0.1, 0.2, 0.4, 0.8, 1].map(at);
    expect([...scores].sort((a, b) => a - b)).toEqual(scores);
  });
});
