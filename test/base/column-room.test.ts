import { describe, expect, it } from 'vitest';
import { ColumnRoom, OWN_MEMORY_BYTES, ownMemory } from '../../src/base/column-room.ts';

describe('room for columns', () => {
  it('gives columns of zeros that share no cell', () => {
    const room = new ColumnRoom(3 + 3 * 8 + 3 * 2, 3);
    const columns = [room.take(Uint8Array, 3), room.take(Float64Array, 3), room.take(Uint16Array, 3)];
    columns.forEach((column, i) => {
      expect([...column]).toEqual([0, 0, 0]);
      column.fill(i + 1);
    });
    expect(columns.map((column) => [...column])).toEqual([
      [1, 1, 1],
      [2, 2, 2],
      [3, 3, 3],
    ]);
    expect(new Set(columns.map(({ buffer }) => buffer)).size).toBe(1);
  });

  it('refuses a column that does not fit', () => {
    expect(() => new ColumnRoom(8, 1).take(Float64Array, 64)).toThrow(RangeError);
  });

  it('is memory of its own where it is much, and no larger than asked where it is little', () => {
    expect(ownMemory(1000).byteLength).toBe(1000);
    expect(ownMemory(4 << 20).byteLength).toBe(OWN_MEMORY_BYTES);
    expect(ownMemory(OWN_MEMORY_BYTES + 8).byteLength).toBe(OWN_MEMORY_BYTES + 8);
  });
});
