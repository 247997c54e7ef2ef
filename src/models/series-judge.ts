// Who judges series of events: this thread, at once, or others in the meantime. Invariant: the judgement is the same whoever makes it.

import type { EventSeries } from '../features/channel-events.ts';
import { judgeSeries, type SeriesRhythm } from './series-rhythm.ts';

export interface SeriesJudge {
  /** Takes a series, whose arrays are only lent, and returns its number. */
  offer(series: Pick<EventSeries, 'timesUs' | 'sizes' | 'count'>): number;
  /** The judgement of a series, which is given out once; undefined while it is not there yet. */
  take(number: number): SeriesRhythm | undefined;
  /** Everything that was offered is judged when this returns. */
  finish(): void;
}

export class JudgeHere implements SeriesJudge {
  #offered = 0;
  readonly #judged = new Map<number, SeriesRhythm>();

  offer({ timesUs, sizes, count }: Pick<EventSeries, 'timesUs' | 'sizes' | 'count'>): number {
    this.#judged.set(this.#offered, judgeSeries(timesUs, sizes, count));
    return this.#offered++;
  }

  take(number: number): SeriesRhythm | undefined {
    const rhythm = this.#judged.get(number);
    this.#judged.delete(number);
    return rhythm;
  }

  finish(): void {
    // Each was judged when it was offered.
  }
}
