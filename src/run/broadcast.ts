// A stream for several workers: its bytes are copied once, into a few shared blocks that all of them read, and handed on in no more messages than
// workers can keep up with. Invariant: a block is written to again only when every worker has taken what it held.

import { UserError } from '../base/user-error.ts';
import { CHUNK_BYTES } from '../parse/stream-buffer.ts';
import type { Progress } from './progress.ts';
import type { ToWorker } from './shard-protocol.ts';

const BLOCKS = 4;
/** Messages that wait at a worker before more bytes are gathered for the next one. */
const WAITING = 2;

const NO_BYTES = new Uint8Array(new SharedArrayBuffer(0));

export interface Receiver {
  postMessage(message: ToWorker): void;
}

export class Broadcast {
  #receivers: readonly Receiver[] = [];
  #sent = 0;
  /** Messages that each worker took; infinitely many where it takes no more. */
  readonly #taken: number[];
  readonly #blocks = Array.from({ length: BLOCKS }, () => ({ bytes: NO_BYTES, lastMessage: 0 }));
  #number = 0;
  /** Bytes of the block that were sent, and that there are. */
  #from = 0;
  #to = 0;
  #wake: () => void = () => undefined;

  constructor(workers: number) {
    this.#taken = Array.from({ length: workers }, () => 0);
  }

  /** The worker has read a message's bytes and needs them no more. */
  taken(worker: number): void {
    this.#taken[worker] += 1;
    this.#postIfAwaited();
    this.#wake();
  }

  /** The worker has its report ready: it takes no more and nobody waits for it. */
  left(worker: number): void {
    this.#taken[worker] = Number.POSITIVE_INFINITY;
    this.#wake();
  }

  /** `receivers`: one a worker. A stream that fails ends early for every worker; what came before counts. */
  async send(
    stream: AsyncIterable<Uint8Array>,
    receivers: readonly Receiver[],
    progress: Pick<Progress, 'isInterrupted'>,
  ): Promise<void> {
    this.#receivers = receivers;
    let failure: Extract<ToWorker, { kind: 'end' }>['failure'];
    try {
      for await (const chunk of stream) {
        for (let at = 0; at < chunk.length && !progress.isInterrupted; ) {
          if (this.#to === CHUNK_BYTES) await this.#turn();
          const block = this.#blocks[this.#number];
          if (block.bytes.length === 0) block.bytes = new Uint8Array(new SharedArrayBuffer(CHUNK_BYTES));
          const part = chunk.subarray(at, at + CHUNK_BYTES - this.#to);
          block.bytes.set(part, this.#to);
          this.#to += part.length;
          at += part.length;
        }
        if (progress.isInterrupted) break;
        this.#postIfAwaited();
      }
    } catch (error) {
      if (!(error instanceof Error) || error instanceof UserError) throw error;
      failure = { message: error.message, code: String((error as NodeJS.ErrnoException).code ?? '') };
    }
    this.#post();
    for (const receiver of this.#receivers) receiver.postMessage({ kind: 'end', failure });
  }

  /** Sends the rest of the block and waits until nobody reads the next one any more. */
  async #turn(): Promise<void> {
    this.#post();
    this.#number = (this.#number + 1) % BLOCKS;
    this.#from = 0;
    this.#to = 0;
    const { lastMessage } = this.#blocks[this.#number];
    while (this.#taken.some((taken) => taken < lastMessage)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #postIfAwaited(): void {
    const mostTaken = Math.max(...this.#taken.filter(Number.isFinite));
    if (this.#sent - mostTaken < WAITING) this.#post();
  }

  #post(): void {
    if (this.#to === this.#from) return;
    const block = this.#blocks[this.#number];
    const bytes = block.bytes.subarray(this.#from, this.#to);
    this.#from = this.#to;
    this.#sent += 1;
    block.lastMessage = this.#sent;
    for (const receiver of this.#receivers) receiver.postMessage({ kind: 'chunk', bytes });
  }
}
