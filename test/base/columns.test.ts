import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expectReleases, grown, moved, releaseBuffers } from '../../src/base/columns.ts';

describe('a grown column', () => {
  it('is of the same kind, keeps its values, and has zeros behind them', () => {
    for (const column of [
      Float64Array.from([1.5, -2]),
      Int32Array.from([1, -2]),
      Uint32Array.from([1, 0xffffffff]),
      Uint16Array.from([1, 0xffff]),
      Int16Array.from([1, -2]),
      Uint8Array.from([1, 255]),
    ]) {
      const larger = grown(column, 5);
      expect(larger.constructor).toBe(column.constructor);
      expect([...larger]).toEqual([...column, 0, 0, 0]);
    }
  });

  it('is a copy: the old one does not change with it', () => {
    const column = Int32Array.from([1]);
    grown(column, 2)[0] = 7;
    expect(column[0]).toBe(1);
  });
});

describe('a moved column', () => {
  it('is the larger copy, and gives the old memory back', () => {
    const column = Int32Array.from([1, -2]);
    expect([...moved(column, 3)]).toEqual([1, -2, 0]);
    expect(column.length).toBe(0);
  });
});

describe('released buffers', () => {
  it('are empty at once', () => {
    const column = Uint32Array.from([1, 2]);
    releaseBuffers([column.buffer]);
    expect([column.length, column.buffer.byteLength]).toEqual([0, 0]);
  });
});

describe('releases that are expected', () => {
  /** What the engine says of compiled code that it throws away where a buffer is released behind it. */
  const thrownAway = (before: string) => {
    const columns = pathToFileURL(join(import.meta.dirname, '../../dist/base/columns.js')).href;
    const script = `
      import { expectReleases, releaseBuffers } from '${columns}';
      ${before}
      const column = new Float64Array(1000);
      function sumOfColumn() { let sum = 0; for (let i = 0; i < column.length; i++) sum += column[i]; return sum; }
      %PrepareFunctionForOptimization(sumOfColumn);
      for (let i = 0; i < 100; i++) sumOfColumn();
      %OptimizeFunctionOnNextCall(sumOfColumn);
      sumOfColumn();
      releaseBuffers([new ArrayBuffer(8)]);`;
    const flags = ['--allow-natives-syntax', '--trace-deopt', '--input-type=module'];
    const said = execFileSync(process.execPath, [...flags, '-e', script], { encoding: 'utf8' });
    // Code is given up for other reasons, too: a loop that is compiled anew while it runs.
    return said.match(/marking dependent code .*sumOfColumn/g) ?? [];
  };

  it('leave what is compiled later as it is', () => {
    expect(thrownAway('')).not.toEqual([]);
    expect(thrownAway('expectReleases();')).toEqual([]);
    expect(expectReleases).not.toThrow();
  });
});
