// The hour that a zone's clocks show twice when they are put back, in a log whose lines stand in the order of time: from the line that goes back on
// it is the second. Where no line goes back nothing tells which hour it was: the first is taken, and the log says so as a gap.

import { counted } from '../base/counted.ts';
import type { LogGap } from './importer.ts';
import type { ReadTime } from './timestamp.ts';

interface OpenTimes {
  count: number;
  startUs: number;
  endUs: number;
}

const NONE: OpenTimes = { count: 0, startUs: Number.POSITIVE_INFINITY, endUs: Number.NEGATIVE_INFINITY };

export class DoubledHour {
  #lastUs = Number.NEGATIVE_INFINITY;
  #isSecond = false;
  /** Of the list that is being read: what the clocks showed twice, before a line goes back. */
  #open = NONE;
  /** Of the lists before it. */
  #undecided = NONE;

  /** Another list begins, with an order of its own. */
  begin(): void {
    this.#undecided = joined(this.#undecided, this.#open);
    this.#open = NONE;
    this.#isSecond = false;
    this.#lastUs = Number.NEGATIVE_INFINITY;
  }

  /** The time of the list's next line in µs, with the hour that the order tells. */
  place({ us, repeatsAfterUs = 0 }: Extract<ReadTime, { ok: true }>): number {
    const goesBack = us < this.#lastUs;
    this.#lastUs = us;
    if (repeatsAfterUs === 0) return us;
    if (goesBack && this.#open.count > 0) {
      this.#isSecond = true;
      this.#open = NONE;
    }
    if (this.#isSecond) return us + repeatsAfterUs;
    this.#open = joined(this.#open, { count: 1, startUs: us, endUs: us + repeatsAfterUs });
    return us;
  }

  /** What no line decided, in the lists that have ended. */
  get undecided(): LogGap | undefined {
    const { count, startUs, endUs } = this.#undecided;
    if (count === 0) return undefined;
    const what = counted(count, 'time');
    return {
      startUs,
      endUs,
      cause: `has ${what} in the hour that the clocks showed twice, and no order that tells which: the first is taken`,
    };
  }
}

function joined(a: OpenTimes, b: OpenTimes): OpenTimes {
  return {
    count: a.count + b.count,
    startUs: Math.min(a.startUs, b.startUs),
    endUs: Math.max(a.endUs, b.endUs),
  };
}
