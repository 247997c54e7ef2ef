// Lines of one log whose times the zone's clocks showed twice, at the end of summer time, and which are taken for the earlier hour:
// counted, so that the log says so as a gap. Lists in the order of time do better (doubled-hour.ts).

import { counted } from '../base/counted.ts';
import type { LogGap } from './importer.ts';

export class RepeatedTimes {
  #lines = 0;
  #lastLine = 0;
  #startUs = Number.POSITIVE_INFINITY;
  #endUs = Number.NEGATIVE_INFINITY;

  /** `us`: the earlier of the two times, which is taken; lines may have several. */
  add(line: number, us: number, repeatsAfterUs: number): void {
    if (line !== this.#lastLine) this.#lines++;
    this.#lastLine = line;
    this.#startUs = Math.min(this.#startUs, us);
    this.#endUs = Math.max(this.#endUs, us + repeatsAfterUs);
  }

  /** Undefined where there were none. */
  get gap(): LogGap | undefined {
    if (this.#lines === 0) return undefined;
    const lines = `${counted(this.#lines, 'line')} in the hour that the clocks showed twice`;
    return {
      startUs: this.#startUs,
      endUs: this.#endUs,
      cause: `has ${lines}: the earlier is taken. If it was the later, give --device-tz its offset (such as +01:00)`,
    };
  }
}
