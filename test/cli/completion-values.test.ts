import { describe, expect, it } from 'vitest';
import { completeValue } from '../../src/cli/completion-values.ts';
import { FORMAT_NAMES } from '../../src/report/format-names.ts';
import { runBuilt } from '../support/built-command.ts';

describe('what the shell offers after an option', () => {
  it.each([
    [
      ['report', 'out', '--format', ''],
      ['all', ...FORMAT_NAMES],
    ],
    [
      ['analyze', '--format', 'ze'],
      ['zeek', 'zeek-json'],
    ],
    [['analyze', '--format', 'csv,par'], ['csv,parquet']],
    [
      ['analyze', 'x.pcap', '--fail-on', ''],
      ['observation', 'alert'],
    ],
    [['analyze', '--require-areas', 'key'], ['key_lifecycle']],
    [['analyze', '--telemetry-format', 'proc'], ['procnet']],
    [['analyze', '--color', 'n'], ['never']],
    // A file: the shell knows better.
    [['analyze', '-t', ''], []],
    [['analyze', '--local', ''], []],
  ])('%j', async (words, offered) => {
    expect(await completeValue(words)).toEqual(offered);
  });

  it.each([
    [['analyze', '-q', '']],
    [['analyze', '--json', '']],
    [['collect', '--local', '']],
    [['analyze', '--form']],
    [['']],
  ])('nothing of its own for %j', async (words) => {
    expect(await completeValue(words)).toBeUndefined();
  });

  it('reaches the shell', async () => {
    const offered = async (...words: string[]) => {
      const { stdout, stderr, code } = await runBuilt(['--get-yargs-completions', 'cipherscope', ...words], {
        env: { SHELL: '/bin/bash' },
      });
      expect([stderr, code]).toEqual(['', 0]);
      return stdout.trim().split('\n');
    };
    expect(await offered('report', '--format', 'ze')).toEqual(['zeek', 'zeek-json']);
    expect(await offered('--color', '')).toEqual(['auto', 'always', 'never']);
    expect(await offered('analyze', '--form')).toContain('--format');
    const options = await offered('analyze', '-');
    expect(options).toEqual(expect.arrayContaining(['--output', '-o', '-q', '-t']));
    expect(options.filter((option) => /^--\w$/.test(option))).toEqual([]);
  });
});
