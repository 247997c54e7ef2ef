// An output stream whose writes always complete: when the reader goes away (`| head`) the rest is dropped, which is no error.
// Any other fault (a full disk) is kept for the end, so that nothing waits for a 'drain' that never comes.

import { finished, Writable } from 'node:stream';
import { promisify } from 'node:util';

export class PipeSafeOutput extends Writable {
  /** The first fault that was not a closed pipe. */
  failure: Error | undefined;
  #closed = false;
  readonly #target: NodeJS.WritableStream;
  readonly #spell: (text: string) => string;

  /** `spell`: how text is written, where the target cannot show all characters. */
  constructor(target: NodeJS.WritableStream, spell: (text: string) => string = (text) => text) {
    super({ decodeStrings: false });
    this.#target = target;
    this.#spell = spell;
    target.on('error', (error) => this.#note(error));
  }

  /** Whether the reader went away, or nothing can be written any more: what is still to come need not be made. */
  get isGone(): boolean {
    return this.#closed;
  }

  /** The width of the target, where it is a terminal: now, for it may be resized. */
  get columns(): number | undefined {
    return (this.#target as { columns?: number }).columns;
  }

  override _write(chunk: string | Buffer, encoding: BufferEncoding, done: () => void): void {
    if (this.#closed) {
      done();
      return;
    }
    const next = (error?: Error | null): void => {
      if (error) this.#note(error);
      done();
    };
    if (typeof chunk === 'string') this.#target.write(this.#spell(chunk), encoding, next);
    else this.#target.write(chunk, next);
  }

  /** Ends this stream, not the target; resolves once everything was handed over. */
  async flush(): Promise<void> {
    const done = promisify(finished)(this);
    this.end();
    await done;
  }

  #note(error: Error): void {
    this.#closed = true;
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') this.failure ??= error;
  }
}
