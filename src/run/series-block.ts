// Series of events, and what was judged of them, in memory that two threads share: nothing is copied between them, nothing is left to collect.
// Invariant: one thread writes series into a block that is not sent, the other results into one that is.

import type { EventSeries } from '../features/channel-events.ts';
import { FURTHER_MAX, judgeSeries, type SeriesRhythm } from '../models/series-rhythm.ts';

/** Series and events that a block has room for. */
export const BLOCK_SERIES = 64;
export const BLOCK_EVENTS = 4096;
/** Numbers of a result. */
const RESULT = 20 + FURTHER_MAX;

/** Positions of the header, which the ends of the series in the block follow; those without sizes are negative. */
const STATE = 0;
const COUNT = 1;
const ENDS = 2;
const FREE = 0;
const SENT = 1;
const JUDGED = 2;

const HEADER_BYTES = (ENDS + BLOCK_SERIES) * Int32Array.BYTES_PER_ELEMENT;
const EVENT_BYTES = BLOCK_EVENTS * Float64Array.BYTES_PER_ELEMENT;

export class SeriesBlock {
  readonly shared: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #timesUs: Float64Array;
  readonly #sizes: Float64Array;
  readonly #results: Float64Array;

  /** `shared`: of a block in another thread. */
  constructor(
    shared = new SharedArrayBuffer(
      HEADER_BYTES + 2 * EVENT_BYTES + BLOCK_SERIES * RESULT * Float64Array.BYTES_PER_ELEMENT,
    ),
  ) {
    this.shared = shared;
    this.#header = new Int32Array(shared, 0, ENDS + BLOCK_SERIES);
    this.#timesUs = new Float64Array(shared, HEADER_BYTES, BLOCK_EVENTS);
    this.#sizes = new Float64Array(shared, HEADER_BYTES + EVENT_BYTES, BLOCK_EVENTS);
    this.#results = new Float64Array(shared, HEADER_BYTES + 2 * EVENT_BYTES, BLOCK_SERIES * RESULT);
  }

  get count(): number {
    return this.#header[COUNT];
  }

  get isJudged(): boolean {
    return Atomics.load(this.#header, STATE) === JUDGED;
  }

  /** Copies a series into the block; false where it has no room. */
  put({ timesUs, sizes, count }: Pick<EventSeries, 'timesUs' | 'sizes' | 'count'>): boolean {
    const at = this.count;
    const from = this.#startOf(at);
    if (at === BLOCK_SERIES || from + count > BLOCK_EVENTS) return false;
    this.#timesUs.set(timesUs.subarray(0, count), from);
    if (sizes !== undefined) this.#sizes.set(sizes.subarray(0, count), from);
    this.#header[ENDS + at] = sizes === undefined ? -(from + count) : from + count;
    this.#header[COUNT] = at + 1;
    return true;
  }

  send(): void {
    Atomics.store(this.#header, STATE, SENT);
    Atomics.notify(this.#header, STATE);
  }

  /** Empties the block. */
  clear(): void {
    this.#header[COUNT] = 0;
    Atomics.store(this.#header, STATE, FREE);
  }

  /** Blocks the thread until the block was sent, and judges it. */
  answer(): void {
    for (;;) {
      const state = Atomics.load(this.#header, STATE);
      if (state === SENT) break;
      Atomics.wait(this.#header, STATE, state);
    }
    for (let at = 0; at < this.count; at++) this.#write(at, this.judge(at));
    Atomics.store(this.#header, STATE, JUDGED);
  }

  /** Judges the series at a position. */
  judge(at: number): SeriesRhythm {
    const from = this.#startOf(at);
    const end = this.#header[ENDS + at];
    const to = Math.abs(end);
    const sizes = end < 0 ? undefined : this.#sizes.subarray(from, to);
    return judgeSeries(this.#timesUs.subarray(from, to), sizes, to - from);
  }

  /** What was judged of the series at a position. */
  result(at: number): SeriesRhythm {
    const [activations, pValue, ...rest] = this.#results.subarray(at * RESULT, (at + 1) * RESULT);
    const [inFit, score, ofFit, periodUs, deviationShare, jitterShare, isSteady, ...ofChain] = rest;
    const [chainUs, hasJitter, jitter, turnsSeen, missedShare, explainedShare, ...others] = ofChain;
    const [hasSizes, lowBytes, highBytes, events, periods, ...periodsUs] = others;
    return {
      activations,
      pValue,
      fit: {
        activations: inFit,
        score,
        pValue: ofFit,
        periodUs,
        deviationShare,
        jitterShare,
        by: isSteady === 1 ? 'steady' : 'interleaved',
      },
      chain: {
        periodUs: chainUs,
        jitterShare: hasJitter === 1 ? jitter : undefined,
        turnsSeen,
        missedShare,
        explainedShare,
      },
      sizes: hasSizes === 1 ? { lowBytes, highBytes, events } : undefined,
      otherPeriodsUs: periodsUs.slice(0, periods),
    };
  }

  #write(at: number, { activations, pValue, fit, chain, sizes, otherPeriodsUs }: SeriesRhythm): void {
    const ofFit = [fit.activations, fit.score, fit.pValue, fit.periodUs, fit.deviationShare, fit.jitterShare];
    const { periodUs, jitterShare, turnsSeen, missedShare, explainedShare } = chain;
    const ofChain = [periodUs, Number(jitterShare !== undefined), jitterShare ?? 0, turnsSeen, missedShare];
    const ofSizes = [Number(sizes !== undefined), sizes?.lowBytes ?? 0, sizes?.highBytes ?? 0, sizes?.events ?? 0];
    const result = [activations, pValue, ...ofFit, Number(fit.by === 'steady'), ...ofChain, explainedShare, ...ofSizes];
    this.#results.set([...result, otherPeriodsUs.length, ...otherPeriodsUs], at * RESULT);
  }

  #startOf(at: number): number {
    return at === 0 ? 0 : Math.abs(this.#header[ENDS + at - 1]);
  }
}
