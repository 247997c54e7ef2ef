import { expect, it } from 'vitest';
import { analyzeOptions } from '../../src/run/config.ts';
import { analyseFiles } from '../../src/run/file-analysis.ts';
import { openFiles } from '../../src/run/open-source.ts';
import { TextStream } from '../support/command-run.ts';
import { demoCapture, demoPath } from '../support/demo.ts';

async function warned(quiet: boolean): Promise<string> {
  const stderr = new TextStream();
  const io = { stdout: new TextStream(), stderr, signal: new AbortController().signal };
  const captures = [demoCapture];
  const input = { captures, interfaceName: undefined, quiet, verbose: true };
  const options = analyzeOptions(input, { workers: 1, telemetry: [demoPath('logs/packages.txt')] });
  const shown = { ...io, colour: false, columns: 80, interactive: false };
  const analysis = await analyseFiles(await openFiles(captures), options, shown);
  expect(analysis.result.totals.flows).toBeGreaterThan(50);
  analysis.close();
  return stderr.text;
}

it('says which logs it reads unless it is to be quiet', async () => {
  expect(await warned(false)).toContain('packages.txt');
  expect(await warned(true)).toBe('');
});

it('is of no use where it was interrupted, and says so', async () => {
  const controller = new AbortController();
  controller.abort();
  const io = { stdout: new TextStream(), stderr: new TextStream(), signal: controller.signal };
  const input = { captures: [demoCapture], interfaceName: undefined, quiet: true, verbose: false };
  const shown = { ...io, colour: false, columns: 80, interactive: false };
  const analysis = analyseFiles(await openFiles([demoCapture]), analyzeOptions(input, { workers: 1 }), shown);
  await expect(analysis).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
});
