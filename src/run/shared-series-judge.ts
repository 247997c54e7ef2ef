// Judges the rhythms of a capture in two threads: this one judges what the other has no time for. Nothing is waited for: what has not come back
// in the end is judged here, so that a thread that could not be started, or died, costs time only.

import { Worker } from 'node:worker_threads';
import type { EventSeries } from '../features/channel-events.ts';
import { JudgeHere, type SeriesJudge } from '../models/series-judge.ts';
import { judgeSeries, type SeriesRhythm } from '../models/series-rhythm.ts';
import { SeriesBlock } from './series-block.ts';
import { limitYoungGenerationAgain } from './young-generation.ts';

/** So many series are judged here before a thread is started, which takes as long. */
const ALONE = 256;
/**
 * Blocks: one is filled while the others wait at the other thread; when all of those wait, this thread judges. So many last the other thread
 * for what this one does between the last series and `finish`. They take 2.5 MB, where they are filled.
 */
const BLOCKS = 32;
/** For its new objects; with 2 MB the thread takes 6 % more time. */
const YOUNG_MB = 6;
/** A thread takes some ten MB, which the memory of an analysis of more flows has no room for. */
export const FLOWS_MAX = 800_000;

/** `workers`: threads that the analysis may have; `flows`: how many it holds. */
export function judgeWith<T>(workers: number, flows: number, work: (judge: SeriesJudge) => T): T {
  if (workers < 2 || flows > FLOWS_MAX) return work(new JudgeHere());
  const judge = new SharedSeriesJudge();
  try {
    return work(judge);
  } finally {
    judge.close();
  }
}

export class SharedSeriesJudge implements SeriesJudge {
  readonly #alone: number;
  #offered = 0;
  readonly #judged = new Map<number, SeriesRhythm>();
  /** Blocks are filled, sent and answered in turn; `numbers` are those of their series. */
  readonly #blocks = Array.from({ length: BLOCKS }, () => ({ block: new SeriesBlock(), numbers: [] as number[] }));
  #filled = 0;
  #sent = 0;
  #thread: Worker | undefined;
  #hasAnswered = false;

  /** `alone`: series that are judged before a thread is started. */
  constructor(alone = ALONE) {
    this.#alone = alone;
  }

  offer(series: Pick<EventSeries, 'timesUs' | 'sizes' | 'count'>): number {
    const number = this.#offered++;
    this.#receive();
    if (number < this.#alone || !this.#put(number, series)) {
      this.#judged.set(number, judgeSeries(series.timesUs, series.sizes, series.count));
    }
    return number;
  }

  take(number: number): SeriesRhythm | undefined {
    const rhythm = this.#judged.get(number);
    this.#judged.delete(number);
    return rhythm;
  }

  /** The other thread begins with the first series that it has, this one with the last. */
  finish(): void {
    for (let last = this.#sent; last >= 0; last--) {
      const { block, numbers } = this.#blocks[(this.#filled - this.#sent + last + BLOCKS) % BLOCKS];
      for (let at = numbers.length - 1; at >= 0 && !block.isJudged; at--) {
        this.#judged.set(numbers[at], block.judge(at));
      }
      if (!block.isJudged) numbers.length = 0;
    }
    this.#blocks[this.#filled].block.clear();
    this.#receive();
  }

  close(): void {
    void this.#thread?.terminate();
  }

  /** False where the series is to be judged here. */
  #put(number: number, series: Pick<EventSeries, 'timesUs' | 'sizes' | 'count'>): boolean {
    if (this.#sent === BLOCKS - 1) return false;
    const filling = this.#blocks[this.#filled];
    if (filling.block.put(series)) {
      filling.numbers.push(number);
      return true;
    }
    if (filling.block.count === 0) return false;
    this.#thread ??= this.#start();
    filling.block.send();
    this.#sent++;
    this.#filled = (this.#filled + 1) % BLOCKS;
    return this.#put(number, series);
  }

  #start(): Worker {
    const thread = new Worker(new URL('./rhythm-worker.js', import.meta.url), {
      workerData: { shared: this.#blocks.map(({ block }) => block.shared) },
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    thread.unref();
    // What it does not judge is judged here.
    thread.on('error', () => undefined);
    return thread;
  }

  #receive(): void {
    while (this.#sent > 0) {
      const { block, numbers } = this.#blocks[(this.#filled - this.#sent + BLOCKS) % BLOCKS];
      if (!block.isJudged) return;
      if (!this.#hasAnswered) limitYoungGenerationAgain();
      this.#hasAnswered = true;
      for (let at = 0; at < numbers.length; at++) this.#judged.set(numbers[at], block.result(at));
      numbers.length = 0;
      block.clear();
      this.#sent--;
    }
  }
}
