// The batches of a run: in memory while they are few, else on disk and read back one at a time, so that memory does not grow with the capture.
// Invariant: a batch that was read back is valid until a number of others were asked for (PAGES), its columns being overwritten then.

import { OWN_MEMORY_BYTES, ownMemory } from '../base/column-room.ts';
import { releaseBuffers } from '../base/columns.ts';
import { columnsOf, isColumn, isSharedZeros, shareZeros } from './compact-batch.ts';
import { createFlowBatch, type FlowBatch, type RARE_LISTS } from './flow-batch.ts';

/** Of batches in memory: some hundred and fifty thousand flows. As much as the pages take once there are more. */
const HELD_BYTES = 32 << 20;
/** Batches read back that are kept: what is asked for in order of time lies in few. */
const PAGES = 24;
/** Memory of a page, cut from memory of its own; most batches take two thirds of it. */
const PAGE_BYTES = Math.floor(OWN_MEMORY_BYTES / PAGES / 8) * 8;
/** Widest element of a column. */
const ALIGNMENT = 8;

/** Where bytes wait; offsets count from the first that was appended. */
export interface BatchFile {
  readonly bytes: number;
  append(bytes: Uint8Array, length: number): void;
  readInto(target: Uint8Array, offset: number): void;
}

/** What is held of a batch on disk: all but its columns. */
interface Written {
  readonly offset: number;
  readonly bytes: number;
  /** Elements of each column, in the order of `columnsOf`. */
  readonly lengths: Uint32Array;
  readonly rest: Pick<FlowBatch, 'count' | (typeof RARE_LISTS)[number]>;
  readonly used: readonly number[];
}

export class BatchPages {
  /** Those in memory, by number. */
  readonly #held: (FlowBatch | undefined)[] = [];
  readonly #written: Written[] = [];
  readonly #open: (() => BatchFile) | undefined;
  readonly #heldBytes: number;
  #file: BatchFile | undefined;
  #bytes = 0;
  /** Where those in memory are, so that all of it goes back to the system: the thread that made them would keep their holes. */
  #memory: ArrayBuffer | undefined;
  #used = 0;
  /** Numbers of the batches that were read back, oldest first from `#next` on, and the memory of those that are larger than a page. */
  readonly #pages: { number: number; larger: ArrayBuffer | undefined }[] = [];
  #next = 0;
  #pageMemory: ArrayBuffer | undefined;
  /** Where a batch that is looked at once stands. */
  #passing = new ArrayBuffer(0);

  /** `open`: called once there are more than `heldBytes`; undefined: all stay in memory. */
  constructor(open?: () => BatchFile, heldBytes = HELD_BYTES) {
    this.#open = open;
    this.#heldBytes = heldBytes;
  }

  get length(): number {
    return this.#held.length;
  }

  /** Not all are in memory: asking for them in any other order than that of time costs. */
  get isOnDisk(): boolean {
    return this.#file !== undefined;
  }

  /** The batch, which `compactBatch` may have been through, is this list's from then on. */
  add(batch: FlowBatch): void {
    this.#held.push(batch);
    this.#bytes += bytesOf(batch);
    if (this.#file === undefined && this.#open !== undefined && this.#bytes > this.#heldBytes) {
      this.#file = this.#open();
      for (let number = 0; number < this.length; number++) this.#write(this.#held[number] as FlowBatch, number);
      if (this.#memory !== undefined) releaseBuffers([this.#memory]);
      this.#memory = undefined;
    } else if (this.#file !== undefined) this.#write(batch, this.length - 1);
    else {
      // One that stays the only one is not worth it: the memory counts as much as it could hold when the engine looks for garbage.
      if (this.#open !== undefined && this.length > 1) this.#moveIn(batch);
      shareZeros(batch);
    }
  }

  at(number: number): FlowBatch {
    const held = this.#held[number];
    if (held !== undefined) return held;
    const batch = this.#read(number, this.#room(number));
    this.#held[number] = batch;
    return batch;
  }

  /** The same for who looks at it once: it is valid until the next one is asked for, and takes no page. */
  passing(number: number): FlowBatch {
    const held = this.#held[number];
    if (held !== undefined) return held;
    const { bytes } = this.#written[number];
    if (this.#passing.byteLength < bytes) this.#passing = new ArrayBuffer(bytes);
    return this.#read(number, new Uint8Array(this.#passing, 0, bytes));
  }

  /** Gives the memory of the pages back until one is asked for; the batches that were read back are void. */
  letGo(): void {
    if (this.#pages.length === 0) return;
    for (const { number } of this.#pages) this.#held[number] = undefined;
    const buffers = [this.#pageMemory, ...this.#pages.map(({ larger }) => larger)];
    this.#pages.length = 0;
    this.#next = 0;
    this.#pageMemory = undefined;
    releaseBuffers(buffers.filter((buffer) => buffer !== undefined));
  }

  /** Copies the batch's columns to this list's memory where there is room, and gives back what they were in. */
  #moveIn(batch: FlowBatch): void {
    this.#memory ??= ownMemory(OWN_MEMORY_BYTES);
    const left: ArrayBufferLike[] = [];
    for (const own of columnsOf(batch)) {
      for (const [name, column] of Object.entries(own)) {
        if (!isColumn(column) || column.length === 0 || this.#used + column.byteLength > this.#memory.byteLength)
          continue;
        const moved = new (column.constructor as ViewConstructor)(this.#memory, this.#used, column.length);
        moved.set(column);
        own[name] = moved;
        this.#used += aligned(column.byteLength);
        left.push(column.buffer);
      }
    }
    releaseBuffers(left);
  }

  #write(batch: FlowBatch, number: number): void {
    const file = this.#file as BatchFile;
    const columns = columnsOf(batch).flatMap((own) => Object.values(own).filter(isColumn));
    const own = columns.filter((column) => !isSharedZeros(column));
    const bytes = new Uint8Array(own.reduce((sum, column) => sum + aligned(column.byteLength), 0));
    let at = 0;
    for (const column of own) {
      bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
      at += aligned(column.byteLength);
    }
    const { count, flowKeys, rsaFields, mixedUids } = batch;
    this.#written[number] = {
      offset: file.bytes,
      bytes: bytes.length,
      lengths: Uint32Array.from(columns, (column) => (isSharedZeros(column) ? 0 : column.length)),
      rest: { count, flowKeys, rsaFields, mixedUids },
      used: [batch.measures.used, batch.messageTimes.used, batch.siblingSamples.used],
    };
    file.append(bytes, bytes.length);
    this.#held[number] = undefined;
    const buffers = new Set<ArrayBufferLike>([bytes.buffer, ...own.map(({ buffer }) => buffer)]);
    if (this.#memory !== undefined) buffers.delete(this.#memory);
    releaseBuffers([...buffers]);
  }

  #read(number: number, room: Uint8Array): FlowBatch {
    const { offset, lengths, rest, used } = this.#written[number];
    (this.#file as BatchFile).readInto(room, offset);
    const batch = Object.assign(createFlowBatch(0), rest);
    [batch.measures.used, batch.messageTimes.used, batch.siblingSamples.used] = used;
    let at = room.byteOffset;
    let column = 0;
    for (const own of columnsOf(batch)) {
      for (const [name, value] of Object.entries(own)) {
        if (!isColumn(value)) continue;
        const length = lengths[column++];
        if (length === 0) continue;
        const view = new (value.constructor as ViewConstructor)(room.buffer as ArrayBuffer, at, length);
        own[name] = view;
        at += aligned(view.byteLength);
      }
    }
    shareZeros(batch);
    return batch;
  }

  /** Room for a batch: that of the page read longest ago where there are enough. */
  #room(number: number): Uint8Array {
    const { bytes } = this.#written[number];
    const oldest = this.#pages[this.#next];
    if (oldest !== undefined) this.#held[oldest.number] = undefined;
    if (oldest?.larger !== undefined) releaseBuffers([oldest.larger]);
    const larger = bytes > PAGE_BYTES ? new ArrayBuffer(bytes) : undefined;
    this.#pages[this.#next] = { number, larger };
    const at = this.#next * PAGE_BYTES;
    this.#next = (this.#next + 1) % PAGES;
    if (larger !== undefined) return new Uint8Array(larger);
    this.#pageMemory ??= ownMemory(OWN_MEMORY_BYTES);
    return new Uint8Array(this.#pageMemory, at, bytes);
  }
}

type ViewConstructor = new (
  buffer: ArrayBuffer,
  offset: number,
  length: number,
) => ArrayBufferView & { byteLength: number; set(values: ArrayLike<number>): void };

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function bytesOf(batch: FlowBatch): number {
  let bytes = 0;
  for (const own of columnsOf(batch)) {
    for (const column of Object.values(own)) if (isColumn(column) && !isSharedZeros(column)) bytes += column.byteLength;
  }
  return bytes;
}
