import { expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { foldedRemark } from '../../src/cli/folded-remarks.ts';
import { TextStream } from '../support/command-run.ts';
import { demoPath } from '../support/demo.ts';

it('goes on two cells deeper, and keeps words whole', () => {
  const long = `cipherscope: /a/${'very'.repeat(12)}/long.log: nothing of it could be read by anybody.\n`;
  expect(foldedRemark(long, 50)).toBe(
    `cipherscope:\n  /a/${'very'.repeat(12)}/long.log:\n  nothing of it could be read by anybody.\n`,
  );
  expect(foldedRemark('cipherscope: short.\n', 50)).toBe('cipherscope: short.\n');
});

it('a command stays on one line', () => {
  const quoted =
    'cipherscope: com.example: unvetted. Look at it, then "cipherscope baseline assert com.example --owner NAME".\n';
  expect(foldedRemark(quoted, 50).split('\n')).toContain('  "cipherscope baseline assert com.example --owner NAME".');
  const last = 'cipherscope: the logs are in folder. Next: cipherscope analyze CAPTURE -t folder\n';
  expect(foldedRemark(last, 45)).toBe(
    'cipherscope: the logs are in folder. Next:\n  cipherscope analyze CAPTURE -t folder\n',
  );
});

it('progress is left as it is, what stands in its place is not', () => {
  const drawn = `\r\x1b[2Kreading ${'x '.repeat(60)}`;
  expect(foldedRemark(drawn, 50)).toBe(drawn);
  expect(foldedRemark(`\r\x1b[2Kcipherscope: ${'word '.repeat(10)}end.\n`, 50)).toBe(
    `\r\x1b[2Kcipherscope: ${'word '.repeat(7).trim()}\n  ${'word '.repeat(3)}end.\n`,
  );
});

it('only a terminal is folded', async () => {
  const said = async (isTTY: boolean) => {
    const stderr = Object.assign(new TextStream(), { isTTY, columns: 60 });
    const args = ['analyze', demoPath('demo.pcapng'), '--local', '192.0.2.77'];
    const process = {
      stdout: new TextStream(),
      stderr,
      environment: {},
      folder: demoPath(''),
      signal: new AbortController().signal,
    };
    expect(await runCommandLine(args, process)).toBe(0);
    return stderr.text;
  };
  const [piped, shown] = [await said(false), await said(true)];
  expect(Math.max(...piped.split('\n').map((line) => line.length))).toBeGreaterThan(60);
  expect(Math.max(...shown.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(shown.replace(/\n {2}/g, ' ')).toBe(piped);
});
