// KeyGenerationThreshold: how surprising it is that an app made so many keys, against what is configured, against the sessions of a lake, and against
// the time before the capture where the log goes back that far. What nobody vouched for can make an app look busier than it was, never calmer.

import type { AppHistory } from './app-history.ts';
import { MIN_SESSIONS } from './baseline-profile.ts';
import { binomialTail } from './length-match.ts';
import { decimals } from './reason-text.ts';

export interface KeyCounts {
  /** Keys made over the time that is judged, and its hours. */
  readonly keys: number;
  readonly hours: number;
  /** The same of the log before the capture; undefined where the log does not go back. */
  readonly before: { readonly keys: number; readonly hours: number } | undefined;
}

export interface KeyRate {
  /** Of as many keys or more, all comparisons paid for. */
  readonly chance: number;
  readonly numbers: Readonly<Record<string, number>>;
  /** Ends a sentence: what was compared with. */
  readonly against: string;
}

/** A busy session of an app whose rate is known: two deviations above its median, on the logarithmic scale of baselines. */
const BUSY = 2;
/** A log that goes back by less is the same session. */
const MIN_HOURS_BEFORE = 1;
/** Below this rate Poisson's law would be surprised by a single key. */
const MIN_RATE = 0.05;

/** `perHour`: as configured. The most surprising comparison counts. */
export function judgeKeyRate({ keys, hours, before }: KeyCounts, perHour: number, history?: AppHistory): KeyRate {
  const usual = usualRate(history);
  const rate = usual === undefined ? perHour : usual.isVouched ? usual.perHour : Math.min(perHour, usual.perHour);
  const looksBack = before !== undefined && before.hours >= MIN_HOURS_BEFORE && before.hours >= hours;
  const tests = looksBack ? 2 : 1;
  const expected = rate * hours;
  const absolute = {
    chance: Math.min(1, tests * poissonTail(keys, expected)),
    numbers: { keys, hours, expected, tests },
    against: `where ${decimals(expected, 2)} ${Math.round(expected * 100) === 100 ? 'is' : 'are'} ordinary ${basis(usual, rate, perHour)}`,
  };
  if (!looksBack) return absolute;
  const chance = Math.min(1, tests * binomialTail(keys + before.keys, keys, hours / (hours + before.hours)));
  if (chance >= absolute.chance) return absolute;
  return {
    chance,
    numbers: { keys, hours, keys_before: before.keys, hours_before: before.hours, tests },
    against: `after ${before.keys} in the ${decimals(before.hours, 1)} h of the log before the capture`,
  };
}

/** What a lake says about the app's keys, in a sentence for a person; undefined where nothing was compared. */
export function keyHabit(history: AppHistory | undefined): string {
  const usual = usualRate(history);
  if (usual === undefined) return 'No earlier session of the app in which keys were logged is at hand';
  return `In ${usual.sessions} earlier sessions it made ${decimals(usual.median, 2)} keys an hour in the middle case`;
}

interface UsualRate {
  readonly median: number;
  readonly perHour: number;
  readonly sessions: number;
  readonly isVouched: boolean;
}

function usualRate(history: AppHistory | undefined): UsualRate | undefined {
  for (const [profile, isVouched] of [
    [history?.vetted, true],
    [history?.profile, false],
  ] as const) {
    const measure = profile?.measures.key_events_per_hour;
    if (measure === undefined || measure.sessions < MIN_SESSIONS) continue;
    const { median, scale, sessions } = measure;
    const perHour = Math.max(MIN_RATE, Math.expm1(median + BUSY * scale));
    return { median: Math.expm1(median), perHour, sessions, isVouched };
  }
  return undefined;
}

function basis(usual: UsualRate | undefined, rate: number, perHour: number): string {
  if (usual === undefined)
    return `by KeyGenerationThreshold (${perHour} an hour; no earlier session of the app is at hand)`;
  const sessions = `${usual.sessions} earlier sessions of the app${usual.isVouched ? ', vouched for' : ''}`;
  return rate === usual.perHour
    ? `by ${sessions} (${decimals(usual.median, 2)} an hour in the middle case)`
    : `by KeyGenerationThreshold (${perHour} an hour; ${sessions} made more, and nobody vouched for them)`;
}

/** P(X ≥ count) for X ~ Poisson(mean). */
export function poissonTail(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let below = 0;
  for (let k = 0; k < count; k++) {
    below += term;
    term *= mean / (k + 1);
  }
  // Where the difference from one is lost, the first term of the tail bounds it well enough.
  const tail = 1 - below;
  return tail > 1e-12 ? tail : Math.min(1, term / Math.max(1e-9, 1 - mean / (count + 1)));
}
