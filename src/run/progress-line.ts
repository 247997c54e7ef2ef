// One line of progress on a terminal's stderr, redrawn four times a second: bytes, share, rate, time left.

import { performance } from 'node:perf_hooks';
import { humanBytes } from '../report/human-number.ts';
import type { Progress } from './progress.ts';

const PERIOD_MS = 250;
/** Short runs end before anybody could read a line. */
const DELAY_MS = 500;

/** A terminal says how wide it is, and says it anew when it is resized. */
export type TerminalStream = NodeJS.WritableStream & { readonly columns?: number | undefined };

export class ProgressLine {
  readonly #stderr: TerminalStream;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #startMs = performance.now();
  #isDrawn = false;

  constructor(stderr: TerminalStream, isShown: boolean, totalBytes: number | undefined, progress: Progress) {
    this.#stderr = stderr;
    if (!isShown) return;
    this.#timer = setInterval(() => this.#draw(progress.bytesRead, totalBytes), PERIOD_MS);
    this.#timer.unref();
  }

  /** Clears the line. Safe to call twice. */
  stop(): void {
    clearInterval(this.#timer);
    this.above(() => undefined);
  }

  /** Writes what is to stay where the line was; the line is drawn again below it. */
  above(write: () => void): void {
    if (this.#isDrawn) this.#stderr.write('\r\u001b[K');
    this.#isDrawn = false;
    write();
  }

  #draw(bytes: number, totalBytes: number | undefined): void {
    const seconds = (performance.now() - this.#startMs) / 1000;
    if (seconds * 1000 < DELAY_MS) return;
    const parts = [humanBytes(bytes)];
    if (totalBytes !== undefined && totalBytes > 0 && bytes <= totalBytes) {
      parts.push(`of ${humanBytes(totalBytes)}`, `${Math.floor((100 * bytes) / totalBytes)} %`);
      const left = bytes > 0 ? Math.ceil((seconds * (totalBytes - bytes)) / bytes) : undefined;
      if (left !== undefined) parts.push(`${left} s left`);
    }
    parts.push(`${humanBytes(bytes / seconds)}/s`);
    // A line that wraps could not be cleared: what stands at its end is left out first.
    const cells = Math.max(1, (this.#stderr.columns ?? 80) - 1);
    let text = `reading ${parts.join(', ')}`;
    while (text.length > cells && parts.length > 1) {
      parts.pop();
      text = `reading ${parts.join(', ')}`;
    }
    this.#stderr.write(`\r\u001b[K${text.slice(0, cells)}`);
    this.#isDrawn = true;
  }
}
