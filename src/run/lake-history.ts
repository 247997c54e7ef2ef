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
  const [{ Lake }, { openDuck }, { appSessions }, { readAssertions }, { populationOf }] = await Promise.all([
    import('../lake/lake.ts'),
    import('../lake/duck.ts'),
    import('../lake/app-sessions.ts'),
    import('../lake/baseline-assertion.ts'),
    import('./app-population.ts'),
  ]);
  const lake = Lake.open(root, false);
  const duck = await openDuck();
  try {
    const { sessions, incomplete } = await appSessions(lake, duck);
    for (const id of incomplete) warn(`capture ${id}: files of it are gone from the lake; it is left out.`);
    const before = sessions.filter(({ startUs }) => beforeUs !== undefined && startUs < beforeUs);
    const { byApp, scales } = populationOf(before, incomplete);
    const assertions = new Map(readAssertions(lake).map((one) => [one.app, one]));
    return {
      sessions: before.length,
      apps: byApp.size,
      of: (app) => {
        const own = byApp.get(app);
        if (own === undefined) return undefined;
        const until = assertions.get(app)?.until_us;
        return {
          profile: buildProfile(own, scales),
          vetted:
            until === undefined
              ? undefined
              : buildProfile(
                  own.filter(({ startUs }) => startUs <= until),
                  scales,
                ),
        };
      },
    };
  } finally {
    duck.close();
  }
}
