// Many columns in one buffer, which the system gives and takes back as a whole: columns by themselves leave holes that the process keeps.
// Invariant: every column begins with zeros and shares no byte with another.

type Column = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array | Int16Array;
type ColumnType<T extends Column> = {
  new (buffer: ArrayBuffer, offset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
};

/**
 * A buffer this large is memory of its own to the C library (mallopt(3): M_MMAP_THRESHOLD grows to 32 MiB at most): it is the system's again as
 * soon as it is freed, and pages that nobody writes to are never taken.
 */
export const OWN_MEMORY_BYTES = 33 << 20;

/** Less than that is cheaper among other things. */
const SMALL_BYTES = 2 << 20;

/** Memory of `bytes` zeros at least: its own where it is much. */
export function ownMemory(bytes: number): ArrayBuffer {
  return new ArrayBuffer(bytes < SMALL_BYTES ? bytes : Math.max(bytes, OWN_MEMORY_BYTES));
}

/** Between columns, so that the cells of a row do not all compete for the same lines of the cache: five lines of 64 bytes. */
const GAP_BYTES = 320;

export class ColumnRoom {
  readonly buffer: ArrayBuffer;
  #used = 0;

  /** `bytes`: of all columns together, of which there are `columns`. */
  constructor(bytes: number, columns: number) {
    this.buffer = ownMemory(bytes + columns * GAP_BYTES);
  }

  /** The next column; throws RangeError where there is no room. */
  take<T extends Column>(type: ColumnType<T>, length: number): T {
    const column = new type(this.buffer, this.#used, length);
    this.#used += Math.ceil((length * type.BYTES_PER_ELEMENT) / 8) * 8 + GAP_BYTES;
    return column;
  }
}
