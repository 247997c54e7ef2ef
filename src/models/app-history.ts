// What an app did before this capture, out of a lake, as its case asks for it. What was merely seen first can show that something is new; only
// what a person has vouched for can show that something is usual, because an app that was bad from the start has bad habits.

import type { SetName } from './baseline-measures.ts';
import { type BaselineProfile, MIN_SESSIONS } from './baseline-profile.ts';

export interface AppHistory {
  /** Over all quiet sessions before this capture. */
  readonly profile: BaselineProfile;
  /** Over those up to the day a person vouched for; undefined: unvetted. */
  readonly vetted: BaselineProfile | undefined;
}

export interface Novelty {
  /** −log2 of `share`, at most MAX_NOVELTY_BITS. */
  readonly bits: number;
  readonly sessions: number;
  /** Of sessions that are expected to bring a value of the kind that none before had, as the profile estimates it. */
  readonly share: number;
}

/** One new host is no proof: below the caps of rhythm and of key exchange. */
export const MAX_NOVELTY_BITS = 3;
/** A habit takes back what a carrier of ciphertext counts, not what its structure does. */
export const HABIT_BITS = 4;
/** Fewer sessions are no habit, even of a vetted app. */
const HABIT_SESSIONS = 5;

/** Undefined: seen before, nothing to compare, or too few sessions to say. */
export function noveltyOf({ profile }: AppHistory, kind: SetName, values: readonly string[]): Novelty | undefined {
  if (values.length === 0 || profile.sessions < MIN_SESSIONS) return undefined;
  if (values.some((value) => profile.sets[kind].has(value))) return undefined;
  const share = Math.min(1, profile.noveltyRates[kind]);
  return { bits: Math.min(MAX_NOVELTY_BITS, -Math.log2(share)), sessions: profile.sessions, share };
}

/** Sessions of the vetted baseline that had one of the values; undefined: no habit. */
export function habitOf(
  { vetted }: AppHistory,
  kind: SetName,
  values: readonly string[],
): { readonly seen: number; readonly sessions: number } | undefined {
  if (vetted === undefined || vetted.sessions < HABIT_SESSIONS) return undefined;
  const seen = Math.max(0, ...values.map((value) => vetted.sets[kind].get(value) ?? 0));
  return seen * 2 >= vetted.sessions ? { seen, sessions: vetted.sessions } : undefined;
}
