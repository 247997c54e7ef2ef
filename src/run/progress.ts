// How far a run is and whether it should stop: a few shared integers between the main thread and its workers.

/** A PacketFeed, or what looks like one from here. */
interface Reading {
  readonly pieces: readonly { readonly offset: number }[];
}

const Cell = { interrupt: 0, firstWorker: 1 } as const;
const UNIT_BYTES = 1 << 16;

export class Progress {
  readonly shared: SharedArrayBuffer;
  readonly #cells: Int32Array;
  readonly #worker: number;

  constructor(workers: number, worker = 0, shared = new SharedArrayBuffer((workers + 1) * 4)) {
    this.shared = shared;
    this.#cells = new Int32Array(shared);
    this.#worker = worker;
  }

  get isInterrupted(): boolean {
    return Atomics.load(this.#cells, Cell.interrupt) !== 0;
  }

  interrupt(): void {
    Atomics.store(this.#cells, Cell.interrupt, 1);
  }

  /** Takes an interruption back: what it ended is to be read once more. */
  resume(): void {
    Atomics.store(this.#cells, Cell.interrupt, 0);
  }

  /** Interrupts when the signal is aborted, be it already. Returns how to stop listening. */
  interruptOn(signal: AbortSignal | undefined): () => void {
    const interrupt = () => this.interrupt();
    if (signal?.aborted === true) interrupt();
    signal?.addEventListener('abort', interrupt, { once: true });
    return () => signal?.removeEventListener('abort', interrupt);
  }

  report({ pieces }: Reading): void {
    let bytes = 0;
    for (const piece of pieces) bytes += piece.offset;
    Atomics.store(this.#cells, Cell.firstWorker + this.#worker, Math.floor(bytes / UNIT_BYTES));
  }

  /** Capture bytes that the slowest worker has read. */
  get bytesRead(): number {
    let least = Number.POSITIVE_INFINITY;
    for (let cell = Cell.firstWorker as number; cell < this.#cells.length; cell++)
      least = Math.min(least, Atomics.load(this.#cells, cell));
    return least * UNIT_BYTES;
  }
}
