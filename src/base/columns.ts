// Growing typed columns: a copy of the column with room for `length` values, the rest zero.

type Column = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array | Int16Array;

export function grown<T extends Column>(column: T, length: number): T {
  const larger = new (column.constructor as new (length: number) => T)(length);
  larger.set(column as never);
  return larger;
}

/** The same of a column whose memory nobody else uses: it is given back. */
export function moved<T extends Column>(column: T, length: number): T {
  const larger = grown(column, length);
  releaseBuffers([column.buffer]);
  return larger;
}

/** Frees buffers that nobody uses any more without waiting for a collection of old objects, which looks at the heap and not at them. */
export function releaseBuffers(buffers: readonly ArrayBufferLike[]): void {
  structuredClone(undefined, { transfer: buffers.filter((buffer) => buffer instanceof ArrayBuffer) });
}

/**
 * To be called where a thread begins to read. The engine compiles what reads columns in the belief that no buffer is ever freed like that, and the first
 * one that is makes void all it has compiled: of a capture of 90 MB that was a tenth of the processor time.
 */
export function expectReleases(): void {
  releaseBuffers([new ArrayBuffer(1)]);
}
