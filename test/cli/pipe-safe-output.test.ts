import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { PipeSafeOutput } from '../../src/cli/pipe-safe-output.ts';
import { TextStream } from '../support/command-run.ts';

/** Fails every write after the first `good` ones, as a pipe does whose reader went away. */
function failing(good: number, code: string): Writable & { written: number } {
  const target = Object.assign(
    new Writable({
      write(_chunk, _encoding, done) {
        if (target.written < good) {
          target.written += 1;
          done();
        } else done(Object.assign(new Error(`write ${code}`), { code }));
      },
    }),
    { written: 0 },
  );
  return target;
}

describe('an output that survives its reader', () => {
  it('hands everything over, in order, texts and bytes', async () => {
    const target = new TextStream();
    const output = new PipeSafeOutput(target);
    output.write('one ');
    output.write(Buffer.from('two '));
    output.write('drei €', 'utf8');
    await output.flush();
    expect(target.text).toBe('one two drei €');
    expect(target.writableEnded).toBe(false);
    expect(output.failure).toBeUndefined();
  });

  it('is as wide as its target is now', () => {
    const target = Object.assign(new TextStream(), { columns: 90 });
    const output = new PipeSafeOutput(target);
    target.columns = 40;
    expect(output.columns).toBe(40);
    expect(new PipeSafeOutput(new TextStream()).columns).toBeUndefined();
  });

  it('completes every write after the reader went away, and calls that no fault', async () => {
    const target = failing(1, 'EPIPE');
    const output = new PipeSafeOutput(target);
    const text = 'x'.repeat(64 * 1024);
    for (let i = 0; i < 5; i++) {
      if (!output.write(text)) await new Promise((resolve) => output.once('drain', resolve));
    }
    await output.flush();
    expect(target.written).toBe(1);
    expect(output.failure).toBeUndefined();
  });

  it('keeps any other fault for the end', async () => {
    const output = new PipeSafeOutput(failing(0, 'ENOSPC'));
    output.write('a');
    output.write('b');
    await output.flush();
    expect(output.failure).toMatchObject({ code: 'ENOSPC' });
  });
});
