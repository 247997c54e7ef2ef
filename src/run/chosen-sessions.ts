// The sessions that a name on the command line means: those of an app, or of one version of it (`APP@VERSION`). A name that the lake does not
// know is answered with what it does know.

import { UserError } from '../base/user-error.ts';
import type { AppSession } from '../lake/app-sessions.ts';
import type { AppSessions, Population } from './app-population.ts';
import { closestWord } from './closest-word.ts';

/** At least one session. `app`: without the version. */
export async function chosenSessions({ apps, of }: Population, name: string): Promise<AppSessions> {
  // Package names have no @, names of versions may.
  const at = name.indexOf('@');
  const app = at < 0 ? name : name.slice(0, at);
  const sessions = await of(app);
  if (sessions.length === 0) {
    const near = closestWord(app, apps);
    throw new UserError(`${app}: the lake has no session of it.${near === undefined ? '' : ` Did you mean ${near}?`}`);
  }
  if (at < 0) return { app, sessions };
  const version = name.slice(at + 1);
  const own = sessions.filter((session) => session.version === version);
  if (own.length === 0) throw new UserError(`${name}: no session of that version. ${knownVersions(sessions)}`);
  return { app, sessions: own };
}

function knownVersions(sessions: readonly AppSession[]): string {
  const versions = [...new Set(sessions.flatMap(({ version }) => version ?? []))].sort();
  return `Versions in the lake: ${versions.join(', ') || 'none, because no inventory was given'}.`;
}
