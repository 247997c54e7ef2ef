// The verdict on a channel's rhythm and its record. Periodic: chance gives such a score to at most one channel in a hundred, and of all
// channels of the run that are called periodic at most one in twenty is expected to be wrong. Too few events are "insufficient", never a low score.

import type { PeriodicityRecord } from '../features/channel-record.ts';
import { significant } from '../features/feature-record.ts';
import type { ChannelRhythm } from './channel-rhythm.ts';
import { decimals } from './reason-text.ts';
import { ACTIVATIONS_MIN } from './rhythm-test.ts';
import type { SeriesRhythm } from './series-rhythm.ts';

export const PERIODIC_P = 0.01;
export const PERIODIC_Q = 0.05;
/** A rhythm this sure may be looked for again and again while events come in: of irregular channels fewer than one in a hundred ever reach it. */
export const PEEKING_SAFE_P = 0.0005;

const WHAT = { flows: 'flow starts', messages: 'messages inside flows', queries: 'queries' } as const;

/** `qValue`: of the channel's p-value among those of the run. */
export function periodicityRecord(found: ChannelRhythm, qValue: number): PeriodicityRecord {
  const { rhythm, pValue, activations } = found;
  if (rhythm === undefined) return insufficient(activations);
  const verdict = pValue <= PERIODIC_P && qValue <= PERIODIC_Q ? 'periodic' : 'aperiodic';
  return {
    verdict,
    of: found.of,
    activations,
    ...(found.name === undefined ? {} : { query: found.name }),
    ...(verdict === 'periodic' ? numbersOf(rhythm) : {}),
    p_value: significant(pValue),
    q_value: significant(qValue),
    ...(verdict === 'periodic' ? { peeking_safe: pValue <= PEEKING_SAFE_P } : {}),
    ...(found.coWakingShare === undefined ? {} : { co_waking_share: significant(found.coWakingShare) }),
    reason: reasonFor(found, rhythm, verdict, qValue),
  };
}

const tooFew: PeriodicityRecord[] = [];

/** One record for all channels with as many: nearly all channels of a capture have too few. */
function insufficient(activations: number): PeriodicityRecord {
  tooFew[activations] ??= {
    verdict: 'insufficient',
    activations,
    reason: `${activations} activation${activations === 1 ? '' : 's'}; ${ACTIVATIONS_MIN} are needed to tell a rhythm from chance`,
  };
  return tooFew[activations];
}

function numbersOf({ fit, chain, sizes, otherPeriodsUs }: SeriesRhythm): Partial<PeriodicityRecord> {
  return {
    period_s: significant((chain.turnsSeen === 0 ? fit.periodUs : chain.periodUs) / 1e6),
    jitter_share: significant(chain.jitterShare ?? fit.deviationShare),
    periods_seen: chain.turnsSeen,
    missed_share: significant(chain.missedShare),
    explained_share: significant(chain.explainedShare),
    ...(sizes === undefined ? {} : { size_bytes: [sizes.lowBytes, sizes.highBytes] }),
    ...(otherPeriodsUs.length === 0 ? {} : { other_periods_s: otherPeriodsUs.map((us) => significant(us / 1e6)) }),
  };
}

function reasonFor(found: ChannelRhythm, rhythm: SeriesRhythm, verdict: string, qValue: number): string {
  const events = `${found.activations} ${WHAT[found.of]}${found.name === undefined ? '' : ` for ${found.name}`}`;
  if (found.coWakingShare !== undefined) {
    return `${events}: ${decimals(found.coWakingShare * 100, 0)} % come when at least two other apps begin as well, and without them there is no rhythm`;
  }
  const chance = `chance gives such a rhythm with p = ${small(found.pValue)}`;
  if (verdict === 'aperiodic') {
    return found.pValue <= PERIODIC_P
      ? `${events}: ${chance}, which among all channels of the run is no surprise (q = ${small(qValue)})`
      : `${events}: no rhythm that chance would not give as well (p = ${small(found.pValue)})`;
  }
  const { chain, sizes } = rhythm;
  const share = `${decimals(chain.explainedShare * 100, 0)} % of them${sizes === undefined ? '' : ` with ${sizes.lowBytes} to ${sizes.highBytes} bytes`}`;
  return `${events}: ${share} keep a period of ${decimals(chain.periodUs / 1e6, 3)} s; ${chance}, q = ${small(qValue)}`;
}

function small(value: number): string {
  if (value >= 0.001) return decimals(value, 3);
  const exponent = Math.floor(Math.log10(value));
  return `${decimals(value / 10 ** exponent, 1)}e${exponent}`;
}
