import { execFileSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listModules } from '../../scripts/module-list.mjs';
import { builtMain, runBuilt } from '../support/built-command.ts';
import { testFolder } from '../support/native-records.ts';

const demo = fileURLToPath(new URL('../../captures/demo/demo.pcapng', import.meta.url));

describe('the program', () => {
  it('prints its help and ends with 0', async () => {
    const { code, stdout, stderr } = await runBuilt(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('cipherscope analyze');
  });

  it.skipIf(process.platform === 'win32')('runs as it stands, as npx runs it in a checkout', () => {
    expect(execFileSync(builtMain, ['--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('loads nothing of the analysis, and none of the heavy packages, to print help', async () => {
    for (const argv of [['--help'], ['analyze', '--help'], ['--version']]) {
      const modules = await listModules([builtMain, ...argv]);
      expect(modules.some((url) => url.includes('/node_modules/yargs/'))).toBe(true);
      expect(
        modules.filter((url) => /\/node_modules\/(zod|arquero|simple-statistics|ipaddr\.js|@uwdata)\//.test(url)),
      ).toEqual([]);
      expect(ownBytes(modules)).toBeLessThan(SMALL_BYTES);
    }
  });

  it('loads the analysis to analyse: the limit above is one', async () => {
    expect(ownBytes(await listModules([builtMain, 'analyze', demo]))).toBeGreaterThan(SMALL_BYTES);
  });

  it('loads the schema once a value is to be checked, and not before: the list above is a list', async () => {
    const loadsSchema = async (...argv: string[]) =>
      (await listModules([builtMain, 'analyze', demo, ...argv])).some((url) => url.includes('/node_modules/zod/'));
    expect(await loadsSchema('--workers', '1')).toBe(true);
    expect(await loadsSchema()).toBe(false);
  });

  it('ends with 2 on a usage error', async () => {
    const { code, stdout, stderr } = await runBuilt(['frobnicate']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('There is no command "frobnicate"');
  });

  it('ends with 66 when the only input is missing', async () => {
    const { code, stdout } = await runBuilt(['analyze', 'no-such-capture.pcap']);
    expect({ code, stdout }).toEqual({ code: 66, stdout: '' });
  });

  it('ends with 130 when it is interrupted, and says what it read until then', async () => {
    const { code, stdout } = await runBuilt(['analyze', '-'], {
      // More than a pipe holds: once all is written the program is reading. Then stdin stays open.
      begun: (child) => child.stdin.write(capture(20_000), () => child.kill('SIGINT')),
    });
    expect(code).toBe(130);
    expect(stdout).not.toBe('');
  });

  it.skipIf(process.platform === 'win32')(
    'ends at the second signal, also where it waits for a pipe that nobody writes to',
    async () => {
      const folder = testFolder();
      const pipe = join(folder, 'pipe.log');
      execFileSync('mkfifo', [pipe]);
      const told = join(folder, 'told.cjs');
      writeFileSync(
        told,
        `const fs = require('node:fs');
       const { open } = fs;
       fs.open = (path, ...rest) => { if (path === ${JSON.stringify(pipe)}) process.stderr.write('waits'); open(path, ...rest); };`,
      );
      let signals: ReturnType<typeof setInterval> | undefined;
      let ended: NodeJS.Signals | null = null;
      const { stderr } = await runBuilt(['analyze', demo, '-t', pipe], {
        env: { NODE_OPTIONS: `--require ${told}` },
        begun: (child) => {
          child.stderr.once('data', () => {
            signals = setInterval(() => child.kill('SIGTERM'), 50);
          });
          child.once('exit', (_, signal) => {
            clearInterval(signals);
            ended = signal;
          });
        },
      });
      expect({ stderr, ended }).toEqual({ stderr: 'waits', ended: 'SIGTERM' });
    },
  );

  it('does not mind a reader that goes away', async () => {
    const { code, stderr } = await runBuilt(['analyze', '--help'], { begun: (child) => child.stdout.destroy() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

/** The command line takes a third of it, what analyses a capture eight times as much. */
const SMALL_BYTES = 1 << 17;

/** Size of the modules that are the program's own. */
function ownBytes(modules: readonly string[]): number {
  const own = modules.filter((url) => url.includes('/dist/') && !url.includes('/node_modules/'));
  return own.reduce((sum, url) => sum + statSync(fileURLToPath(url)).size, 0);
}

/** A capture of `packets` Ethernet frames that hold nothing known. */
function capture(packets: number): Buffer {
  const header = Buffer.from('d4c3b2a102000400000000000000000000000400' + '01000000', 'hex');
  const record = Buffer.alloc(16 + 60);
  record.writeUInt32LE(1_772_323_200, 0);
  record.writeUInt32LE(60, 8);
  record.writeUInt32LE(60, 12);
  return Buffer.concat([header, ...Array.from({ length: packets }, () => record)]);
}
