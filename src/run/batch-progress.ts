// How far a batch is: counts, rate, and when it will be done. Drawn on a terminal only.

import { performance } from 'node:perf_hooks';
import { counted, humanDuration } from '../report/human-number.ts';
import { visibleText } from '../report/safe-text.ts';
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

  /** Captures of which nothing is known yet. */
  get left(): number {
    return this.#expected - this.#done;
  }

  get #done(): number {
    return this.imported + this.known + this.setAside;
  }

  expect(jobs: number): void {
    this.#expected += jobs;
    // The first capture may take minutes.
    if (jobs > 0) this.#draw();
  }

  add(outcome: JobOutcome | LostJob): void {
    if (outcome.kind === 'imported') {
      this.imported += 1;
      this.flows += outcome.flows;
    } else if (outcome.kind === 'known') this.known += 1;
    else this.setAside += 1;
    if (performance.now() - this.#drawnMs >= REDRAW_MS) this.#draw();
  }

  /** A remark, on a line of its own. */
  say(text: string): void {
    this.#stream.write(`${this.#drawn ? CLEAR_LINE : ''}cipherscope: ${visibleText(text)}\n`);
  }

  #draw(): void {
    if (!this.#drawn) return;
    this.#drawnMs = performance.now();
    // A line that wraps could not be cleared.
    this.#stream.write(`${CLEAR_LINE}${this.text().slice(0, Math.max(1, (this.#stream.columns ?? 80) - 1))}`);
  }

  text(): string {
    const done = this.#done;
    const begun = `${done} of ${counted(this.#expected, 'capture')}`;
    if (done === 0) return begun;
    const rate = done / Math.max(this.seconds, 1e-3);
    const aside = this.setAside > 0 ? `, ${this.setAside} set aside` : '';
    return `${begun}${aside}, ${rate.toFixed(1)} a second, about ${humanDuration((this.left / rate) * 1e6)} left`;
  }

  stop(): void {
    if (this.#drawn) this.#stream.write(CLEAR_LINE);
  }
}
