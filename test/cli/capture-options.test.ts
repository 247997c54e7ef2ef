import { expect, it } from 'vitest';
import { captureOptions, typedSettings } from '../../src/cli/capture-options.ts';
import { TextStream } from '../support/command-run.ts';

function session(environment: Record<string, string>, quiet = false) {
  const [stdout, stderr] = [new TextStream(), new TextStream()];
  const { signal } = new AbortController();
  const io = { stdout, stderr, signal, colour: false, columns: 80, interactive: false };
  const process = { stdout, stderr, signal, environment, folder: '/' };
  return { io, process, options: { quiet, verbose: false, color: 'never' as const } };
}

it('joins what was typed with the environment, and what was typed wins', async () => {
  const given = session({ CIPHERSCOPE_WORKERS: '2', CIPHERSCOPE_DEVICE_TZ: 'UTC' });
  const options = await captureOptions({ captures: ['a.pcap'], workers: '1' }, given);
  expect(options.captures).toEqual(['a.pcap']);
  expect(options.workers).toBe(1);
  expect(options.interfaceName).toBeUndefined();
});

it('says what in the environment has no effect, with nothing in it that a terminal obeys', async () => {
  const slip = { 'CIPHERSCOPE_WORKER\u001b': '2' };
  const given = session(slip);
  await captureOptions({ captures: ['a.pcap'] }, given);
  expect(given.io.stderr.text).toContain('CIPHERSCOPE_WORKER');
  expect(given.io.stderr.text).not.toContain('\u001b');
  const quiet = session(slip, true);
  await captureOptions({ captures: ['a.pcap'] }, quiet);
  expect(quiet.io.stderr.text).toBe('');
});

it('takes only what is a setting', () => {
  expect(typedSettings({ workers: '3', finding: 'abc' })).not.toHaveProperty('finding');
  expect(typedSettings({ workers: '3' })).toMatchObject({ workers: '3' });
});
