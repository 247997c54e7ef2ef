// Rules of an allowlist that an app's vetted sessions suggest: what they did again and again. A suggestion is no decision: its reason is to be written
// by a person, it ends, and it names destination, port, transport and kind, so that anything else of the app still shows.

import type { AllowRule } from './allowlist.ts';

export interface SuggestedChannel {
  readonly destination: string;
  readonly port: number;
  readonly transport: string;
  /** Sessions that had it. */
  readonly captures: number;
  readonly classes: readonly string[];
  readonly schemes?: readonly string[] | undefined;
  readonly services?: readonly string[] | undefined;
}

export interface VettedApp {
  readonly app: string;
  /** Undefined: more than one, or none known; the rule then holds for any. */
  readonly signerSha256: string | undefined;
  readonly owner: string;
  /** Quiet sessions that were vetted. */
  readonly sessions: number;
  /** µs, of the last of them. */
  readonly lastUs: number;
}

/** As for a habit (app-history.ts): fewer sessions are none, and half of them must have it. */
export const SUGGESTION_SESSIONS = 5;
const HABIT_SHARE = 0.5;
/** Somebody looks again twice a year. */
const VALID_DAYS = 180;
const DAY_US = 86_400e6;

/** None where too few sessions were vetted. */
export function suggestedRules(vetted: VettedApp, channels: readonly SuggestedChannel[]): AllowRule[] {
  const { app, signerSha256, owner, sessions, lastUs } = vetted;
  if (sessions < SUGGESTION_SESSIONS) return [];
  const expires = new Date((lastUs + VALID_DAYS * DAY_US) / 1000).toISOString().slice(0, 10);
  return channels
    .filter(({ captures }) => captures >= HABIT_SHARE * sessions)
    .map(({ destination, port, transport, captures, classes, schemes, services }) => ({
      id: `${app} to ${destination} ${port}/${transport}`,
      package: app,
      ...(signerSha256 === undefined ? {} : { signer: signerSha256 }),
      destination: [destination],
      behaviour: {
        class: classes,
        ...(schemes === undefined ? {} : { scheme: schemes }),
        ...(services === undefined ? {} : { service: services }),
        transport: [transport],
        port: [port],
      },
      reason: `TO BE WRITTEN: why this belongs to what the app is for. Seen in ${captures} of ${sessions} vetted sessions.`,
      owner,
      expires,
    }));
}
