// Baselines as records, one line each: of an app over all its builds, or of each version and signer by itself.

import type { AppSession } from '../lake/app-sessions.ts';
import { judgeDrift } from '../models/baseline-drift.ts';
import { buildProfile, MIN_SESSIONS, type PopulationScales } from '../models/baseline-profile.ts';
import type { AppSessions } from './app-population.ts';

export function baselineRecord(
  { app, sessions }: AppSessions,
  scales: PopulationScales,
  isVetted: boolean,
): Record<string, unknown> {
  const profile = buildProfile(sessions, scales);
  return {
    app,
    status: profile.sessions < MIN_SESSIONS ? 'insufficient' : isVetted ? 'vetted' : 'unvetted',
    versions: distinct(sessions.map(({ version }) => version)),
    signers: distinct(sessions.map(({ signerSha256 }) => signerSha256)),
    sessions: profile.sessions,
    left_out: profile.leftOut,
    measures: profile.measures,
    sets: Object.fromEntries(
      Object.entries(profile.sets).map(([name, values]) => [name, Object.fromEntries([...values].sort())]),
    ),
    novelty_rates: profile.noveltyRates,
    drift: judgeDrift(sessions, scales),
  };
}

/** The sessions of each version and signer, in the order in which they were first seen. */
export function byBuild({ app, sessions }: AppSessions): AppSessions[] {
  const builds = new Map<string, AppSession[]>();
  for (const session of sessions) {
    const key = JSON.stringify([session.version, session.signerSha256]);
    const own = builds.get(key);
    if (own === undefined) builds.set(key, [session]);
    else own.push(session);
  }
  return [...builds.values()].map((own) => ({ app, sessions: own }));
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))].sort();
}
