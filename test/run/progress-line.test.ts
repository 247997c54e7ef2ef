import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Progress } from '../../src/run/progress.ts';
import { ProgressLine } from '../../src/run/progress-line.ts';
import { TextStream } from '../support/command-run.ts';

const MB = 1_000_000;

function readSoFar(bytes: number): Progress {
  const progress = new Progress(1);
  progress.report({ pieces: [{ offset: bytes }] });
  return progress;
}

/** What stands on the terminal once something was drawn: every drawing begins by clearing the line. */
async function drawn(stderr: TextStream): Promise<string> {
  for (let turn = 0; turn < 100 && stderr.text === ''; turn++) await setTimeout(50);
  return stderr.text.split('\u001b[K').at(-1) ?? '';
}

describe('ProgressLine', () => {
  it('shows bytes, share, time left and rate, on one line, and clears it', async () => {
    const stderr = new TextStream();
    const line = new ProgressLine(stderr, true, 200 * MB, readSoFar(100 * MB));
    expect(await drawn(stderr)).toMatch(/^reading 99\.9 MB, of 200 MB, 49 %, \d+ s left, [\d.]+ MB\/s$/);
    line.stop();
    expect(stderr.text).toMatch(/\r\u001b\[K$/);
    expect(stderr.text).not.toContain('\n');
  });

  it('shows bytes and rate alone where the end is not known', async () => {
    const stderr = new TextStream();
    const line = new ProgressLine(stderr, true, undefined, readSoFar(100 * MB));
    expect(await drawn(stderr)).toMatch(/^reading 99\.9 MB, [\d.]+ MB\/s$/);
    line.stop();
  });

  it.each([
    [50, /^reading 99\.9 MB, of 200 MB, 49 %, \d+ s left$/],
    [30, /^reading 99\.9 MB, of 200 MB$/],
    [10, /^reading 9$/],
  ])('wraps on no terminal, however narrow: %i cells', async (columns, shown) => {
    const stderr = Object.assign(new TextStream(), { columns });
    const line = new ProgressLine(stderr, true, 200 * MB, readSoFar(100 * MB));
    const text = await drawn(stderr);
    line.stop();
    expect(text).toMatch(shown);
    expect(text.length).toBeLessThan(columns);
  });

  it('writes nothing where it is not shown, and nothing for a run that ends at once', async () => {
    const [hidden, short] = [new TextStream(), new TextStream()];
    const hiddenLine = new ProgressLine(hidden, false, MB, readSoFar(0));
    new ProgressLine(short, true, MB, readSoFar(0)).stop();
    await setTimeout(900);
    hiddenLine.stop();
    expect([hidden.text, short.text]).toEqual(['', '']);
  });
});
