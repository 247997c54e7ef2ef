import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { ExitCode, exitCodeOfError, worstExitCode } from '../../src/run/exit-code.ts';

describe('the code a run ends with', () => {
  it('is 0 when nothing happened, or only good things', () => {
    expect(worstExitCode([])).toBe(0);
    expect(worstExitCode([0, 0])).toBe(0);
  });

  it('is the first of 130, 70, 74, 2, 66, 65, 4, 1, 3 that applies, in whatever order they came', () => {
    const order = [130, 70, 74, 2, 66, 65, 4, 1, 3];
    for (let i = 0; i < order.length; i++) {
      const applying = order.slice(i);
      expect(worstExitCode([0, ...applying])).toBe(order[i]);
      expect(worstExitCode([...applying].reverse())).toBe(order[i]);
    }
  });

  it('never hides a code that is not in the table', () => {
    expect(worstExitCode([0, 99])).toBe(99);
  });

  it('ranks every code of the table', () => {
    for (const code of Object.values(ExitCode)) expect(worstExitCode([0, code])).toBe(code);
  });
});

describe('the code of a thrown error', () => {
  it("is a user error's own", () => {
    expect(exitCodeOfError(new UserError('x'))).toBe(2);
    expect(exitCodeOfError(new UserError('x', 66))).toBe(66);
  });

  it('is 74 for a system call that failed', () => {
    expect(exitCodeOfError(thrownBy(() => readFileSync('/no/such/file')))).toBe(74);
  });

  it('is 130 for an abort', () => {
    expect(exitCodeOfError(thrownBy(() => AbortSignal.abort().throwIfAborted()))).toBe(130);
  });

  it('is 70 for a bug, whatever was thrown', () => {
    expect(exitCodeOfError(thrownBy(() => Buffer.alloc(-1)))).toBe(70);
    expect(exitCodeOfError(new TypeError('x'))).toBe(70);
    expect(exitCodeOfError('x')).toBe(70);
    expect(exitCodeOfError(undefined)).toBe(70);
  });
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
