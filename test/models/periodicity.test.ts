import { expect, it } from 'vitest';
import { groupChannels } from '../../src/features/channel-groups.ts';
import { testChannel } from '../../src/models/channel-rhythm.ts';
import { PEEKING_SAFE_P, periodicityRecord } from '../../src/models/periodicity.ts';
import { channelFlow } from '../support/channel-flow.ts';
import { drawFrom, repeated } from '../support/event-series.ts';

const { exponential, around } = drawFrom(71);

function rhythmOf(seconds: readonly number[]) {
  const [channel] = groupChannels(seconds.map((at, i) => channelFlow(i, { at })));
  if (channel === undefined) throw new Error('one channel');
  return testChannel(channel, undefined);
}

it('a beacon is periodic with all its numbers', () => {
  const record = periodicityRecord(rhythmOf(repeated(20, (i) => 60 * i)), 1e-6);
  expect(record).toMatchObject({
    verdict: 'periodic',
    of: 'flows',
    activations: 20,
    period_s: 60,
    jitter_share: 0,
    periods_seen: 19,
    missed_share: 0,
    explained_share: 1,
    peeking_safe: true,
  });
  expect(record.p_value).toBeLessThan(PEEKING_SAFE_P);
  expect(record.reason).toMatch(/^20 flow starts: 100 % of them keep a period of 60 s; .* p = .*, q = /);
});

it('an irregular channel is aperiodic with its p-value and no period', () => {
  let at = 0;
  const record = periodicityRecord(rhythmOf(repeated(30, () => (at += 60 * exponential() + 2))), 0.8);
  expect(record.verdict).toBe('aperiodic');
  expect(record).toMatchObject({ q_value: 0.8 });
  expect(record).not.toHaveProperty('period_s');
});

it('what looks periodic in one channel of very many is aperiodic, and says why', () => {
  let at = 0;
  const rhythm = rhythmOf(repeated(9, () => (at += 60 * around(0.1))));
  const record = periodicityRecord({ ...rhythm, pValue: 0.005 }, 0.4);
  expect(record.verdict).toBe('aperiodic');
  expect(record.reason).toContain('among all channels of the run is no surprise');
});

it('too few events are insufficient, however regular, and have no score', () => {
  for (const count of [1, 2, 4]) {
    const record = periodicityRecord(rhythmOf(repeated(count, (i) => 60 * i)), 1);
    expect(record).toMatchObject({ verdict: 'insufficient', activations: count });
    expect(record).not.toHaveProperty('p_value');
  }
});
