// The apps of a lake in the order in which a person should look at them: those with alerts, then those that drift, then by how unusual the
// latest session is; apps of which nothing can be said come last, and not as usual ones. Of sessions only what is told of them stays: memory grows
// with the apps and their builds.

import type { AppSession } from '../lake/app-sessions.ts';
import type { BaselineAssertion } from '../lake/baseline-assertion.ts';
import { type DriftVerdict, judgeDrift, ODD_SCORE } from '../models/baseline-drift.ts';
import { scoreAt, scoreHistory } from '../models/baseline-history.ts';
import type { PopulationScales } from '../models/baseline-profile.ts';
import type { SessionScore } from '../models/baseline-score.ts';
import { SPARK_SESSIONS, type SparkSession } from './batch-sparkline.ts';

export const APP_STATES = ['alert', 'drifting', 'unusual', 'usual', 'insufficient'] as const;
export type AppState = (typeof APP_STATES)[number];

export type LatestSession = Pick<AppSession, 'captureId' | 'startUs' | 'device' | 'alerts'>;

/** The sessions of one build of an app. */
export interface AppBuild {
  readonly version: string | undefined;
  readonly signerSha256: string | undefined;
  readonly totals: SessionTotals;
  readonly latest: LatestSession;
  /** Of its latest session, against all quiet sessions of the app before, whatever their build. */
  readonly score: SessionScore;
}

export interface RankedApp {
  readonly app: string;
  /** From 1. */
  readonly rank: number;
  readonly state: AppState;
  readonly latest: LatestSession;
  /** The alert with the highest score, the newest of equals. */
  readonly highestAlert: { readonly startUs: number; readonly sentence: string } | undefined;
  /** Of the newest sessions, oldest first; SPARK_SESSIONS at most. */
  readonly history: readonly SparkSession[];
  /** Seen last first. */
  readonly builds: readonly AppBuild[];
  readonly totals: SessionTotals;
  /** Of the latest session. */
  readonly score: SessionScore;
  readonly drift: DriftVerdict;
  readonly assertion: BaselineAssertion | undefined;
}

export interface SessionTotals {
  readonly sessions: number;
  readonly quiet: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly flows: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Different ones: domains, and addresses without a name. */
  readonly destinations: number;
  readonly devices: number;
  readonly alerts: number;
  readonly observations: number;
  readonly highestScore: number | undefined;
}

/** `each`: sessions in order of start, at least one an app. */
export async function rankApps(
  each: AsyncIterable<{ readonly app: string; readonly sessions: readonly AppSession[] }>,
  population: PopulationScales,
  assertions: readonly BaselineAssertion[],
): Promise<RankedApp[]> {
  const byName = new Map(assertions.map((assertion) => [assertion.app, assertion]));
  const apps: RankedApp[] = [];
  for await (const { app, sessions } of each) apps.push(judgedApp(app, sessions, population, byName.get(app)));
  return apps.sort(compare).map((app, i) => ({ ...app, rank: i + 1 }));
}

export function totalsOf(sessions: readonly AppSession[]): SessionTotals {
  const sum = (value: (session: AppSession) => number) => sessions.reduce((all, session) => all + value(session), 0);
  const scores = sessions.flatMap(({ highestScore }) => highestScore ?? []);
  return {
    sessions: sessions.length,
    quiet: sum(({ isQuiet }) => (isQuiet ? 1 : 0)),
    firstUs: sessions.reduce((least, { startUs }) => Math.min(least, startUs), Number.POSITIVE_INFINITY),
    lastUs: sessions.reduce((most, { lastUs }) => Math.max(most, lastUs), Number.NEGATIVE_INFINITY),
    flows: sum(({ flows }) => flows),
    bytesUp: sum(({ bytesUp }) => bytesUp),
    bytesDown: sum(({ bytesDown }) => bytesDown),
    destinations: new Set(sessions.flatMap(({ sets }) => [...sets.domains, ...sets.addresses])).size,
    devices: new Set(sessions.map(({ device }) => device)).size,
    alerts: sum(({ alerts }) => alerts),
    observations: sum(({ observations }) => observations),
    highestScore: scores.length === 0 ? undefined : scores.reduce((a, b) => Math.max(a, b)),
  };
}

function judgedApp(
  app: string,
  sessions: readonly AppSession[],
  population: PopulationScales,
  assertion: BaselineAssertion | undefined,
): RankedApp {
  const totals = totalsOf(sessions);
  const drift = judgeDrift(sessions, population);
  const score = scoreOf(sessions, sessions.length - 1, population);
  return {
    app,
    rank: 0,
    state: stateOf(totals, drift, score),
    latest: latestOf(sessions),
    highestAlert: highestAlert(sessions),
    history: historyOf(sessions, population),
    builds: buildsOf(sessions, population),
    totals,
    score,
    drift,
    assertion,
  };
}

function latestOf(sessions: readonly AppSession[]): LatestSession {
  const { captureId, startUs, device, alerts } = sessions.at(-1) as AppSession;
  return { captureId, startUs, device, alerts };
}

function highestAlert(sessions: readonly AppSession[]): RankedApp['highestAlert'] {
  const [highest] = sessions
    .filter(({ alertSentence }) => alertSentence !== undefined)
    .sort((a, b) => (b.highestScore ?? 0) - (a.highestScore ?? 0) || b.startUs - a.startUs);
  const { startUs, alertSentence: sentence } = highest ?? {};
  return startUs === undefined || sentence === undefined ? undefined : { startUs, sentence };
}

function historyOf(sessions: readonly AppSession[], population: PopulationScales): SparkSession[] {
  const newest = sessions.slice(-SPARK_SESSIONS);
  return scoreHistory(sessions, population, SPARK_SESSIONS).map(({ status, score }, i) => ({
    score: { status, score },
    hasAlert: newest[i]?.isQuiet === false,
  }));
}

function stateOf({ alerts }: SessionTotals, { status }: DriftVerdict, score: SessionScore): AppState {
  if (alerts > 0) return 'alert';
  if (status === 'drifting') return 'drifting';
  if (score.status === 'insufficient') return 'insufficient';
  return score.score > ODD_SCORE ? 'unusual' : 'usual';
}

function buildsOf(sessions: readonly AppSession[], population: PopulationScales): AppBuild[] {
  const groups = new Map<string, number[]>();
  sessions.forEach(({ version, signerSha256 }, place) => {
    const key = JSON.stringify([version, signerSha256]);
    const places = groups.get(key);
    if (places === undefined) groups.set(key, [place]);
    else places.push(place);
  });
  const latestFirst = [...groups.values()].sort((a, b) => (b.at(-1) as number) - (a.at(-1) as number));
  return latestFirst.map((places) => {
    const own = places.map((place) => sessions[place] as AppSession);
    const { version, signerSha256 } = own.at(-1) as AppSession;
    const score = scoreOf(sessions, places.at(-1) as number, population);
    return { version, signerSha256, totals: totalsOf(own), latest: latestOf(own), score };
  });
}

function scoreOf(sessions: readonly AppSession[], place: number, population: PopulationScales): SessionScore {
  return scoreAt(sessions, place, population) ?? { status: 'insufficient', score: 0, items: [] };
}

function compare(a: RankedApp, b: RankedApp): number {
  const byState = APP_STATES.indexOf(a.state) - APP_STATES.indexOf(b.state);
  if (byState !== 0) return byState;
  const byFinding = a.state === 'alert' ? (b.totals.highestScore ?? 0) - (a.totals.highestScore ?? 0) : 0;
  return byFinding || b.score.score - a.score.score || (a.app < b.app ? -1 : 1);
}
