// A polled log whose clock jumped (a paused emulator): cut where the changes before and those after agree, each among themselves, far better
// than all of them do; the parts are cut again as long as that helps.

import { highestCount } from './offset-sweep.ts';
import { clockAt, type PollClock } from './poll-clock.ts';
import type { PolledChange, PolledPairs } from './polled-pairs.ts';

export interface PollPart {
  readonly fromUs: number;
  readonly clock: PollClock;
}

/** What the parts together must satisfy, and gain over the uncut clock. */
const AGREED_SHARE = 0.9;
const GAINED_SHARE = 0.1;
/** Places tried first for a cut; then each place between the neighbours of the best one. */
const COARSE_CUTS = 32;
const MAX_CUTS = 7;

/** At least two parts, or undefined where the clock did not jump. */
export function pollSteps(pairs: PolledPairs, minChanges: number): PollPart[] | undefined {
  const changes = [...pairs.changes].sort((a, b) => a.pollUs - b.pollUs);
  const parts = cutApart(changes, minChanges, { cuts: MAX_CUTS });
  if (parts.length < 2) return undefined;
  const agreed = parts.reduce((sum, part) => sum + highestCount(part), 0);
  if (agreed < AGREED_SHARE * changes.length) return undefined;
  const clocks = parts.map((part, i) => {
    const from = beginsUs(parts, i);
    const to = i + 1 < parts.length ? beginsUs(parts, i + 1) : Number.POSITIVE_INFINITY;
    const within = (us: number): boolean => from <= us && us < to;
    const own = {
      changes: [...part],
      bounds: pairs.bounds.filter(({ pollUs }) => within(pollUs)),
      endings: pairs.endings.filter(({ logUs }) => within(logUs)),
    };
    const clock = clockAt(own, 0, part[0].pollUs);
    return clock === undefined ? undefined : { fromUs: Math.max(0, from), clock };
  });
  return clocks.every((part) => part !== undefined) ? clocks : undefined;
}

/** Somewhere between two changes the clock jumped. */
function beginsUs(parts: readonly (readonly PolledChange[])[], i: number): number {
  if (i === 0) return Number.NEGATIVE_INFINITY;
  const before = parts[i - 1];
  return (before[before.length - 1].pollUs + parts[i][0].pollUs) / 2;
}

/** `budget.cuts`: how often it may still be cut, over all parts. */
function cutApart(
  changes: readonly PolledChange[],
  minChanges: number,
  budget: { cuts: number },
): (readonly PolledChange[])[] {
  if (budget.cuts === 0 || changes.length < 2 * minChanges) return [changes];
  const uncut = highestCount(changes);
  const step = Math.max(1, Math.floor(changes.length / COARSE_CUTS));
  const coarse = bestCut(changes, minChanges, changes.length - minChanges, step);
  const { at, count } = bestCut(
    changes,
    Math.max(minChanges, coarse.at - step),
    Math.min(changes.length - minChanges, coarse.at + step),
    1,
  );
  if (count < uncut + Math.max(minChanges, GAINED_SHARE * changes.length)) return [changes];
  budget.cuts--;
  return [changes.slice(0, at), changes.slice(at)].flatMap((part) => cutApart(part, minChanges, budget));
}

function bestCut(
  changes: readonly PolledChange[],
  from: number,
  to: number,
  step: number,
): { at: number; count: number } {
  let best = { at: from, count: 0 };
  for (let at = from; at <= to; at += step) {
    const count = highestCount(changes.slice(0, at)) + highestCount(changes.slice(at));
    if (count > best.count) best = { at, count };
  }
  return best;
}
