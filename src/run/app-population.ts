// All apps of a lake with their sessions, and the scales that they share: what every judgement on a baseline begins with.

import { type AppSession, appSessions, type SessionChoice } from '../lake/app-sessions.ts';
import { openDuck } from '../lake/duck.ts';
import type { Lake } from '../lake/lake.ts';
import { type PopulationScales, populationScales } from '../models/baseline-profile.ts';
import { visibleText } from '../report/safe-text.ts';

export interface Population {
  /** In order of name; the sessions of each in order of start. */
  readonly byApp: ReadonlyMap<string, AppSession[]>;
  readonly scales: PopulationScales;
  /** Captures that are left out because files of theirs are gone. */
  readonly incomplete: readonly string[];
}

/** Captures that are left out are named on `stderr`. */
export async function readPopulation(
  lake: Lake,
  choice: SessionChoice,
  { stderr }: { readonly stderr: NodeJS.WritableStream },
): Promise<Population> {
  const duck = await openDuck();
  try {
    const { sessions, incomplete } = await appSessions(lake, duck, choice);
    for (const id of incomplete)
      stderr.write(`cipherscope: capture ${visibleText(id)}: files of it are gone from the lake; it is left out.\n`);
    return populationOf(sessions, incomplete);
  } finally {
    duck.close();
  }
}

export function populationOf(sessions: readonly AppSession[], incomplete: readonly string[]): Population {
  const byApp = new Map<string, AppSession[]>();
  for (const session of sessions) {
    const own = byApp.get(session.app);
    if (own === undefined) byApp.set(session.app, [session]);
    else own.push(session);
  }
  return { byApp, scales: populationScales([...byApp.values()]), incomplete };
}
