import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';

describe('a user error', () => {
  it('says what to change and carries the exit code of the process, 2 where nothing else is said', () => {
    const usage = new UserError('--top takes a number.');
    expect(usage).toBeInstanceOf(Error);
    expect([usage.name, usage.message, usage.exitCode]).toEqual(['UserError', '--top takes a number.', 2]);
    expect(new UserError('run.pcap: no such file.', 66).exitCode).toBe(66);
  });
});
