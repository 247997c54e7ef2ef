import { describe, expect, it } from 'vitest';
import { FlowColumns, FlowFlag, SideFlag } from '../../src/flows/flow-columns.ts';

type Column = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

function columnsOf(c: FlowColumns): [string, Column][] {
  return Object.entries(c).filter((entry): entry is [string, Column] => ArrayBuffer.isView(entry[1]));
}

/** Columns that a new flow writes whatever it is: begin() sets them, or another column says how much of them holds. */
const WRITTEN_BY_BEGIN = new Set([
  'key',
  'hashes',
  'chain',
  'older',
  'younger',
  'idleClass',
  'firstFrame',
  'lastFrame',
  'startNs',
  'lastUs',
  'uid',
  'prefixBlock',
  'logFirst',
  'logLast',
  'history',
  'historySequences',
  'highest2',
  'acked2',
]);

describe('flow columns', () => {
  it('are empty once they are released', () => {
    const c = new FlowColumns(4);
    c.release();
    expect(columnsOf(c).every(([, column]) => column.length === 0)).toBe(true);
  });

  it('keep their values and their cells per row when they grow', () => {
    const c = new FlowColumns(2);
    for (const [name, column] of columnsOf(c)) column[column.length - 1] = name.length;
    const before = columnsOf(c).map(([, column]) => column.length);
    c.grow(8);
    expect(c.rows).toBe(8);
    columnsOf(c).forEach(([name, column], i) => {
      expect(column.length, name).toBe(before[i] * 4);
      expect(column[before[i] - 1], name).toBe(name.length);
      expect(column[column.length - 1], name).toBe(0);
    });
  });

  it('blank every cell of a cleared row that a new flow would not write, and no other row', () => {
    const c = new FlowColumns(3);
    for (const [, column] of columnsOf(c)) column.fill(1);
    c.clear(1);
    let blank = 0;
    for (const [name, column] of columnsOf(c)) {
      const cells = column.length / 3;
      expect(
        [...column.subarray(0, cells)].every((value) => value === 1),
        name,
      ).toBe(true);
      expect(
        [...column.subarray(cells * 2)].every((value) => value === 1),
        name,
      ).toBe(true);
      if (WRITTEN_BY_BEGIN.has(name)) continue;
      blank += 1;
      expect(
        [...column.subarray(cells, cells * 2)].every((value) => value === 0),
        name,
      ).toBe(true);
    }
    expect(blank).toBeGreaterThan(25);
  });

  it('give each flag a bit of its own within the column', () => {
    for (const [flags, bits] of [
      [FlowFlag, 16],
      [SideFlag, 8],
    ] as const) {
      const values: number[] = Object.values(flags);
      expect(new Set(values).size).toBe(values.length);
      for (const value of values) {
        expect(Number.isInteger(Math.log2(value))).toBe(true);
        expect(value).toBeLessThan(2 ** bits);
      }
    }
  });
});
