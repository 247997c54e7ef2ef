// How far a batch is: counts, rate, and when it will be done. Drawn on a terminal only.

import { performance } from 'node:perf_hooks';
import { humanDuration } from '../report/human-number.ts';
import type { LostJob } from './batch-pool.ts';
import type { JobOutcome } from './batch-protocol.ts';
import type { TerminalStream } from './progress-line.ts';

const REDRAW_MS = 200;
const CLEAR_LINE = '\r\x1b[2K';

export class BatchProgress {
  imported = 0;
  known = 0;
  setAside = 0;
  flows = 0;
  #expected = 0;
  #drawnMs = Number.NEGATIVE_INFINITY;
  readonly #startMs = performance.now();
  readonly #stream: TerminalStream;
  readonly #drawn: boolean;

  constructor(stream: TerminalStream, drawn: boolean) {
    this.#stream = stream;
    this.#drawn = drawn;
  }

  get seconds(): number {
    return (performance.now() - this.#startMs) / 1000;
  }

  expect(jobs: number): void {
    this.#expected += jobs;
  }

  add(outcome: JobOutcome | LostJob): void {
    if (outcome.kind === 'imported') {
      this.imported += 1;
      this.flows += outcome.flows;
    } else if (outcome.kind === 'known') this.known += 1;
    else this.setAside += 1;
    const nowMs = performance.now();
    if (!this.#drawn || nowMs - this.#drawnMs < REDRAW_MS) return;
    this.#drawnMs = nowMs;
    // A line that wraps could not be cleared.
    this.#stream.write(`${CLEAR_LINE}${this.text().slice(0, Math.max(1, (this.#stream.columns ?? 80) - 1))}`);
  }

  text(): string {
    const done = this.imported + this.known + this.setAside;
    const rate = done / Math.max(this.seconds, 1e-3);
    const left = rate > 0 ? (this.#expected - done) / rate : Number.POSITIVE_INFINITY;
    const eta = Number.isFinite(left) && done > 0 ? `, about ${humanDuration(left * 1e6)} left` : '';
    const aside = this.setAside > 0 ? `, ${this.setAside} set aside` : '';
    return `${done} of ${this.#expected} captures${aside}, ${rate.toFixed(1)} a second${eta}`;
  }

  stop(): void {
    if (this.#drawn) this.#stream.write(CLEAR_LINE);
  }
}
