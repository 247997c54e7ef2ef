// How unusual the sessions of an app were when they came: each is scored against the quiet ones before it, and never against itself or what
// followed.

import type { BaselineSession } from './baseline-measures.ts';
import { buildProfile, type PopulationScales } from './baseline-profile.ts';
import { type SessionScore, scoreSession } from './baseline-score.ts';

/** `sessions` of one app, in order of start. The score of the one at `place`. */
export function scoreAt(
  sessions: readonly BaselineSession[],
  place: number,
  population: PopulationScales,
): SessionScore | undefined {
  const session = sessions[place];
  return session === undefined ? undefined : scoreSession(session, buildProfile(sessions.slice(0, place), population));
}

/** Scores of the newest `most` sessions, oldest first. */
export function scoreHistory(
  sessions: readonly BaselineSession[],
  population: PopulationScales,
  most: number,
): SessionScore[] {
  const first = Math.max(0, sessions.length - most);
  return sessions.slice(first).flatMap((_, i) => scoreAt(sessions, first + i, population) ?? []);
}
