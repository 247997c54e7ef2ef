// `--lake`: what each app did before this capture began, out of a lake that batches filled. The capture itself, where it is in the lake already,
// and whatever came after it teach nothing.

import type { KeySighting } from '../evidence/app-case.ts';
import type { AppSession } from '../lake/app-sessions.ts';
import type { Lake } from '../lake/lake.ts';
import type { AppHistory } from '../models/app-history.ts';
import { buildProfile } from '../models/baseline-profile.ts';
import type { ChannelJudgements } from '../models/channel-judgements.ts';

export interface LakeHistory {
  readonly sessions: number;
  readonly apps: number;
  /** By package, or `uid N` where no inventory named the app. */
  readonly of: (app: string, signerSha256: string | undefined) => AppHistory | undefined;
  /** Captures before this one that carried the key. */
  readonly sightingOf: (keyId: string) => KeySighting | undefined;
}

/** Loads DuckDB. `beforeUs` undefined: the capture has no packet, and nothing is read. */
export async function readHistory(
  root: string,
  beforeUs: number | undefined,
  warn: (message: string) => void,
  keyIds: readonly string[] = [],
): Promise<LakeHistory> {
  const [{ Lake }, { readAssertions }, { withPopulation }] = await Promise.all([
    import('../lake/lake.ts'),
    import('../lake/baseline-assertion.ts'),
    import('./app-population.ts'),
  ]);
  const lake = Lake.open(root, false);
  const sightings = beforeUs === undefined ? new Map<string, KeySighting>() : await sighted(lake, keyIds, beforeUs);
  const assertions = new Map(readAssertions(lake).map((one) => [one.app, one]));
  return withPopulation(lake, { beforeUs: beforeUs ?? 0 }, warn, async ({ apps, sessions, scales, each }) => {
    const histories = new Map<string, AppHistory>();
    for await (const { app, sessions: own } of each()) {
      const until = assertions.get(app)?.until_us;
      for (const [signer, signed] of bySigner(own)) {
        const vouched = signed.filter(({ startUs }) => until !== undefined && startUs <= until);
        const vetted = until === undefined ? undefined : buildProfile(vouched, scales);
        histories.set(`${app} ${signer}`, { profile: buildProfile(signed, scales), vetted });
      }
    }
    // Of a signer that the app never had, sessions of an unknown signer may tell; those of another signer are another app's.
    const of = (app: string, signer: string | undefined) =>
      histories.get(`${app} ${signer ?? ANY_SIGNER}`) ?? histories.get(`${app} ${UNKNOWN_SIGNER}`);
    return { sessions, apps: apps.length, of, sightingOf: (id) => sightings.get(id) };
  });
}

const ANY_SIGNER = 'any';
const UNKNOWN_SIGNER = 'unknown';

/** What a session of each known signer may be held against: those of the same, and those of which nobody knows the signer. */
function bySigner(sessions: readonly AppSession[]): Map<string, readonly AppSession[]> {
  const unknown = sessions.filter(({ signerSha256 }) => signerSha256 === undefined);
  const groups = new Map<string, readonly AppSession[]>([[ANY_SIGNER, sessions]]);
  if (unknown.length > 0) groups.set(UNKNOWN_SIGNER, unknown);
  for (const signer of new Set(sessions.flatMap(({ signerSha256 }) => signerSha256 ?? [])))
    groups.set(
      signer,
      sessions.filter(({ signerSha256 }) => signerSha256 === signer || signerSha256 === undefined),
    );
  return groups;
}

/** No key, no query. */
async function sighted(
  lake: Lake,
  keyIds: readonly string[],
  beforeUs: number,
): Promise<ReadonlyMap<string, KeySighting>> {
  if (keyIds.length === 0) return new Map();
  const [{ withDuck }, { keySightings }] = await Promise.all([
    import('./with-duck.ts'),
    import('../lake/key-sightings.ts'),
  ]);
  return withDuck({}, (duck) => keySightings(lake, duck, keyIds, beforeUs));
}

/** Keys of channels that may become evidence. */
export function keyIdsOf(channels: ChannelJudgements): string[] {
  const ids = new Set<string>();
  for (const own of [channels.owned(), channels.unowned()]) {
    for (const { keys, unexplained } of own) if (unexplained.length > 0) for (const { id } of keys) ids.add(id);
  }
  return [...ids];
}
