import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { toolVersion } from '../../src/run/tool-version.ts';
import { runInProcess, TextStream } from '../support/command-run.ts';

describe('the command line', () => {
  it('prints help and version to stdout and ends with 0', async () => {
    const help = await runInProcess(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const command of ['analyze', 'config', 'doctor']) expect(help.stdout).toContain(`cipherscope ${command}`);
    expect(await runInProcess(['--version'])).toEqual({ code: 0, stdout: `${toolVersion()}\n`, stderr: '' });
  });

  it('is as wide as COLUMNS says where no terminal tells', async () => {
    const widest = async (columns: string) => {
      const { stdout } = await runInProcess(['analyze', '--help'], { environment: { COLUMNS: columns } });
      return Math.max(...stdout.split('\n').map((line) => line.length));
    };
    expect(await widest('120')).toBeGreaterThan(100);
    for (const columns of ['80', '', 'wide', '-1']) expect(await widest(columns)).toBeLessThanOrEqual(80);
  });

  it('takes no terminal to be without any columns: those of containers tell 0', async () => {
    const stdout = Object.assign(new TextStream(), { isTTY: true as const, columns: 0 });
    await runInProcess(['analyze', '--help'], { stdout, environment: { COLUMNS: '120' } });
    expect(Math.max(...stdout.text.split('\n').map((line) => line.length))).toBeGreaterThan(100);
  });

  it('shows what a command takes before what all take', async () => {
    for (const [words, option] of [
      [['check'], '--expect'],
      [['collect'], '--adb'],
      [['batch'], '--jobs'],
      [['view'], '--port'],
      [['assure', 'act'], '--rounds'],
      [['lake', 'prune'], '--older-than'],
      [['lake', 'evidence'], '--hide-apps'],
      [['baseline', 'assert'], '--owner'],
    ] as const) {
      const { stdout } = await runInProcess([...words, '--help']);
      expect(stdout.indexOf(option)).toBeGreaterThan(0);
      expect(stdout.indexOf(option)).toBeLessThan(stdout.indexOf('--quiet'));
    }
  });

  it('gives each command its own help', async () => {
    expect((await runInProcess(['analyze', '--help'])).stdout).toContain('--telemetry-format');
    expect((await runInProcess(['config', '--help'])).stdout).toContain('config check [file]');
    expect((await runInProcess(['doctor', '--help'])).stdout).toContain('optional parts');
  });

  it('without a command, or with an unknown one, prints nothing to stdout and ends with 2', async () => {
    expect(await runInProcess([])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'cipherscope: Say what to do: analyze, explain, report, view, check, collect, assure, batch, baseline, lake, config or doctor.\nSee cipherscope --help\n',
    });
    expect(await runInProcess(['analyse', 'x.pcap'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'cipherscope: There is no command "analyse"; did you mean analyze?\nSee cipherscope --help\n',
    });
  });

  it('refuses an unknown option with the one that was meant', async () => {
    const { code, stderr } = await runInProcess(['analyze', 'x.pcap', '--telemetri', 'y']);
    expect(code).toBe(2);
    expect(stderr).toContain('There is no option --telemetri; did you mean --telemetry?');
  });

  it('shows control characters of file names and options as escapes', async () => {
    for (const args of [
      ['analyze', 'no\u001b[31m\u202efile.pcap'],
      ['analyze', '--no\u001b[31m\u202efile'],
    ]) {
      const { stderr } = await runInProcess(args);
      expect(stderr).toContain('no\\x1b[31m\\u202efile');
      expect(stderr).not.toMatch(/[\u001b\u202e]/);
    }
  });

  it('knows three words for colour', async () => {
    const { code, stderr } = await runInProcess(['config', 'show', '--color', 'sometimes']);
    expect(code).toBe(2);
    expect(stderr).toBe('cipherscope: --color expects auto, always or never, not "sometimes".\n');
    for (const given of [['--color', 'always'], ['--no-color'], []]) {
      expect((await runInProcess(['config', 'show', ...given])).code).toBe(0);
    }
  });

  it('ends with 130 when it was interrupted, whatever else happened', async () => {
    expect((await runInProcess(['config', 'show'], { signal: AbortSignal.abort() })).code).toBe(130);
    expect((await runInProcess(['analyse'], { signal: AbortSignal.abort() })).code).toBe(130);
  });

  it('calls a full disk an I/O error, once the rest is done', async () => {
    const full = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('no space left'), { code: 'ENOSPC' })),
    });
    const { code, stderr } = await runInProcess(['config', 'show'], { stdout: full });
    expect(code).toBe(74);
    expect(stderr).toBe('cipherscope: cannot write to the output: no space left\n');
  });

  it('calls an internal error what it is, and shows the stack to those who ask', async () => {
    const { proxy: environment, revoke } = Proxy.revocable({}, {});
    revoke();
    const stderr = new TextStream();
    const short = await runInProcess(['config', 'show'], { environment });
    const long = await runInProcess(['config', 'show', '-v'], { environment, stderr });
    expect(short.code).toBe(70);
    expect(short.stderr).toContain('internal error: ');
    expect(short.stderr).toContain('bug of cipherscope');
    expect(short.stderr).not.toContain('    at ');
    expect(long.code).toBe(70);
    expect(stderr.text).toContain('    at ');
  });
});
