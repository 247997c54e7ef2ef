// All apps of a lake, one after the other, and the scales that they share: what every judgement on a baseline begins with.

import { type AppSession, lakeSessions, type SessionChoice } from '../lake/app-sessions.ts';
import type { Duck } from '../lake/duck.ts';
import type { Lake } from '../lake/lake.ts';
import { type PopulationScales, ScaleTally } from '../models/baseline-profile.ts';
import { counted } from '../report/human-number.ts';
import { withDuck } from './with-duck.ts';

export interface AppSessions {
  readonly app: string;
  /** In order of start, at least one. */
  readonly sessions: readonly AppSession[];
}

export interface Population {
  /** Names, in order. */
  readonly apps: readonly string[];
  /** Sessions of all apps. */
  readonly sessions: number;
  readonly scales: PopulationScales;
  /** Captures that are left out because files of theirs are gone. */
  readonly incomplete: readonly string[];
  /** In order of name. Holds one app's sessions at a time. */
  readonly each: () => AsyncGenerator<AppSessions>;
  /** None for an app that the lake does not know. */
  readonly of: (app: string) => Promise<readonly AppSession[]>;
}

/** Captures left out that are named, a line each: with a partition many go at once. */
const NAMED = 10;

/**
 * What `use` returns; the lake is read twice, once for the scales. Captures that are left out are named by `warn`. AbortError where the signal is
 * aborted before all was read.
 */
export async function withPopulation<T>(
  lake: Lake,
  choice: SessionChoice,
  warn: (message: string) => void,
  use: (population: Population) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return withDuck({ signal }, async (duck) => use(await readPopulation(lake, duck, choice, warn)));
}

async function readPopulation(
  lake: Lake,
  duck: Duck,
  choice: SessionChoice,
  warn: (message: string) => void,
): Promise<Population> {
  const { each, measures, incomplete } = lakeSessions(lake, duck, choice);
  for (const id of incomplete.slice(0, NAMED))
    warn(`capture ${id}: files of it are gone from the lake; it is left out.`);
  const unnamed = incomplete.length - NAMED;
  if (unnamed > 0) warn(`and ${counted(unnamed, 'more capture')} in the same way; lake show counts them.`);
  const apps: string[] = [];
  const tally = new ScaleTally();
  let count = 0;
  for await (const { app, sessions } of byApp(measures())) {
    apps.push(app);
    tally.add(sessions);
    count += sessions.length;
  }
  return {
    apps,
    sessions: count,
    scales: tally.scales(),
    incomplete,
    each: () => byApp(each()),
    of: async (app) => {
      const own: AppSession[] = [];
      for await (const session of lakeSessions(lake, duck, { ...choice, app }).each()) own.push(session);
      return own;
    },
  };
}

async function* byApp<Session extends { readonly app: string }>(
  ordered: AsyncIterable<Session>,
): AsyncGenerator<{ app: string; sessions: Session[] }> {
  let sessions: Session[] = [];
  for await (const session of ordered) {
    const app = sessions[0]?.app;
    if (app !== undefined && app !== session.app) {
      yield { app, sessions };
      sessions = [];
    }
    sessions.push(session);
  }
  const last = sessions[0]?.app;
  if (last !== undefined) yield { app: last, sessions };
}
