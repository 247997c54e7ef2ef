import { describe, expect, it } from 'vitest';
import { ANCHOR_SESSIONS, judgeDrift } from '../../src/models/baseline-drift.ts';
import { session, usual } from '../support/baseline-sessions.ts';

describe('drift', () => {
  it('is not seen in an app that stays as it is', () => {
    expect(judgeDrift(usual(40), {})).toMatchObject({ status: 'steady' });
  });

  it('is seen when an app begins to send ciphertext to somewhere new, and since when', () => {
    const after = Array.from({ length: 6 }, (_, i) => session(20 + i, { custom_share: 0.6 }, ['c2.example']));
    const verdict = judgeDrift([...usual(20), ...after], {});
    expect(verdict.status).toBe('drifting');
    expect(verdict.sinceCaptureId).toMatch(/^c02[0-3]$/);
    expect(verdict.reason).toContain('is the limit of the first 10');
  });

  it('is seen when poison comes in small steps, each of which looks usual to the one before', () => {
    const slow = Array.from({ length: 30 }, (_, i) =>
      session(12 + i, { custom_share: (i + 1) / 40, bytes_up_per_hour: 50_000 * 1.12 ** i }),
    );
    expect(judgeDrift([...usual(12), ...slow], {}).status).toBe('drifting');
  });

  it('cannot be told from few sessions, and does not depend on their order', () => {
    expect(judgeDrift(usual(ANCHOR_SESSIONS), {}).status).toBe('insufficient');
    expect(judgeDrift([], {}).status).toBe('insufficient');
    const all = [...usual(20), session(20, { custom_share: 1 })];
    expect(judgeDrift([...all].reverse(), {})).toEqual(judgeDrift(all, {}));
  });
});
