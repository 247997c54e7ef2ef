import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { spillFolder } from '../support/analysed.ts';
import { builtMain } from '../support/built-command.ts';
import { runInProcess } from '../support/command-run.ts';

const hook = fileURLToPath(new URL('../../captures/hooks/node-crypto-hook.mjs', import.meta.url));
/** A system program. */
const TCPDUMP = 'tcpdump';
const canCapture = process.getuid?.() === 0 && spawnSync(TCPDUMP, ['--version']).error === undefined;

/** Waits until the log has this many bytes: so far the collection has come. */
async function polls(file: string, bytes: number): Promise<void> {
  while ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) < bytes) await wait(50);
}

describe('cipherscope assure', () => {
  it('goes through a real collection: tcpdump on loopback, cipherscope collect, a hook on node:crypto', async (context) => {
    context.skip(!canCapture, 'needs root and tcpdump');
    const folder = spillFolder();
    const inFolder = (name: string) => join(folder, name);
    const tcpdump = spawn(TCPDUMP, ['-Z', 'root', '-i', 'lo', '-U', '-w', inFolder('lo.pcap'), 'tcp'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await once(tcpdump.stderr, 'data');
    const uid = String(process.getuid?.());
    const collectArgs = [
      'collect',
      '--local',
      '--app',
      `com.example.assure=${uid}`,
      '-o',
      inFolder('logs'),
      '--interval',
      '0.05s',
      '-q',
    ];
    const collect: ChildProcess = spawn(process.execPath, [builtMain, ...collectArgs]);
    await polls(inFolder('logs/procnet.log'), 1);
    execFileSync(
      process.execPath,
      ['--import', hook, builtMain, 'assure', 'act', inFolder('truth.json'), '--rounds', '5', '--every', '0.5s'],
      {
        env: { ...process.env, CIPHERSCOPE_CRYPTO_LOG: inFolder('crypto.ndjson') },
        stdio: 'ignore',
      },
    );
    await polls(inFolder('logs/procnet.log'), 1 + statSync(inFolder('logs/procnet.log')).size);
    collect.kill('SIGINT');
    await once(collect, 'exit');
    tcpdump.kill('SIGINT');
    await once(tcpdump, 'exit');
    const check = (...logs: string[]) =>
      runInProcess([
        'assure',
        'check',
        inFolder('truth.json'),
        inFolder('lo.pcap'),
        '-q',
        '--json',
        ...logs.flatMap((log) => ['-t', inFolder(log)]),
      ]);
    const results = ({ stdout }: { stdout: string }) =>
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).result);
    const full = await check('logs', 'crypto.ndjson');
    // On a busy machine polls miss some of its short connections, and their bytes are nobody's; where they miss all of them, no log can be joined.
    const isJoined = results(full)[4] !== 'not seen';
    expect(results(full).slice(0, 2)).toEqual(isJoined ? ['seen', 'seen'] : ['in part', 'in part']);
    expect(results(full)[2]).not.toBe('not seen');
    const blind = await check('logs');
    expect(results(blind).slice(0, 3)).toEqual(['not seen', 'not seen', 'not seen']);
    expect(blind.code).toBe(4);
  });

  it('says what it expects', async () => {
    expect((await runInProcess(['assure'])).stderr).toContain('assure act FILE');
    expect((await runInProcess(['assure', 'act'])).stderr).toContain('Name the file');
    expect((await runInProcess(['assure', 'act', 'x', '--rounds', '0'])).stderr).toContain('--rounds expects');
    expect((await runInProcess(['assure', 'act', 'x', '--to', 'nowhere'])).stderr).toContain('--to expects HOST:PORT');
  });

  it('check has no option that would do nothing, and says what --json is there', async () => {
    const { code, stderr } = await runInProcess(['assure', 'check', 'truth.json', 'x.pcap', '--fail-on', 'alert']);
    expect(code).toBe(2);
    expect(stderr).toContain('fail-on');
    const { stdout } = await runInProcess(['assure', 'check', '--help']);
    expect(stdout).toContain('Print a line of JSON an area instead of text');
    expect(stdout).not.toContain('--output');
  });
});
