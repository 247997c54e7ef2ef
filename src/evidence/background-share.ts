// How much of what an app sent began while nobody looked at it: for its baseline, whose word on it is what the app usually does.

import type { AppCase } from './app-case.ts';
import { UNSEEN_STATES } from './background-evidence.ts';

/** By UID, of the flows whose app state is known at their start; absent where none is. */
export function backgroundShares(cases: readonly AppCase[]): Map<number, number> {
  const shares = new Map<number, number>();
  for (const { uid, timeline, channels } of cases) {
    if (uid === undefined || timeline === undefined) continue;
    let known = 0;
    let unseen = 0;
    for (const { channel } of channels) {
      for (const { startUs } of channel.flows) {
        const { state } = timeline.at(startUs);
        if (state === 'unknown') continue;
        known++;
        if (UNSEEN_STATES.has(state)) unseen++;
      }
    }
    if (known > 0) shares.set(uid, unseen / known);
  }
  return shares;
}
