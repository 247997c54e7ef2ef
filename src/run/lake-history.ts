// `--lake`: what each app did before this capture began, out of a lake that batches filled. The capture itself, where it is in the lake already,
// and whatever came after it teach nothing.

import type { AppHistory } from '../models/app-history.ts';
import { buildProfile } from '../models/baseline-profile.ts';

export interface LakeHistory {
  readonly sessions: number;
  readonly apps: number;
  /** By package, or `uid N` where no inventory named the app. */
  readonly of: (app: string) => AppHistory | undefined;
}

/** Loads DuckDB. `beforeUs` undefined: the capture has no packet, and nothing is read. */
export async function readHistory(
  root: string,
  beforeUs: number | undefined,
  warn: (message: string) => void,
): Promise<LakeHistory> {
  const [{ Lake }, { readAssertions }, { withPopulation }] = await Promise.all([
    import('../lake/lake.ts'),
    import('../lake/baseline-assertion.ts'),
    import('./app-population.ts'),
  ]);
  const lake = Lake.open(root, false);
  const assertions = new Map(readAssertions(lake).map((one) => [one.app, one]));
  return withPopulation(lake, { beforeUs: beforeUs ?? 0 }, warn, async ({ apps, sessions, scales, each }) => {
    const histories = new Map<string, AppHistory>();
    for await (const { app, sessions: own } of each()) {
      const until = assertions.get(app)?.until_us;
      const vouched = own.filter(({ startUs }) => until !== undefined && startUs <= until);
      const vetted = until === undefined ? undefined : buildProfile(vouched, scales);
      histories.set(app, { profile: buildProfile(own, scales), vetted });
    }
    return { sessions, apps: apps.length, of: (app) => histories.get(app) };
  });
}
