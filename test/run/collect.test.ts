import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CollectSettings, collect } from '../../src/run/collect.ts';
import { readCustody } from '../../src/run/custody.ts';
import { adbShell, localShell } from '../../src/run/device-shell.ts';
import { readTelemetry } from '../../src/telemetry/telemetry-reader.ts';
import { builtMain } from '../support/built-command.ts';

const STAND_IN = fileURLToPath(new URL('../support/adb-stand-in.mjs', import.meta.url));

function settings(more: Partial<CollectSettings>): CollectSettings & { said: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'cipherscope-collect-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const said: string[] = [];
  return {
    kind: 'adb',
    apps: ['com.example.suspect'],
    intervalS: 0.1,
    hasPackageManager: true,
    shell: adbShell(STAND_IN, undefined),
    folder: join(folder, 'out'),
    watched: [],
    durationS: 0.6,
    toolVersion: '0.0.0',
    signal: new AbortController().signal,
    say: (text) => said.push(text),
    said,
    ...more,
  };
}

/** What was collected until the files hold these texts, and as long again: a program that fails leaves no text to wait for. */
async function collectUntil(run: CollectSettings, texts: Readonly<Record<string, string>>): Promise<number> {
  const enough = new AbortController();
  const begun = Date.now();
  const collected = collect({ ...run, durationS: undefined, signal: enough.signal });
  const holds = (path: string, text: string) => existsSync(path) && readFileSync(path, 'utf8').includes(text);
  while (!Object.entries(texts).every(([file, text]) => holds(join(run.folder, file), text))) await wait(50);
  await wait(Date.now() - begun);
  enough.abort();
  return collected;
}

function custodyOf(folder: string): Record<string, unknown>[] {
  const text = readFileSync(join(folder, 'custody.ndjson'), 'utf8').trimEnd();
  return text.split('\n').map((line) => JSON.parse(line));
}

describe('the folder', () => {
  it('that cannot be made is an error that says what to do, with exit code 74', async () => {
    const run = settings({ kind: 'local', shell: localShell() });
    writeFileSync(run.folder, 'a file');
    const inFile = join(run.folder, 'logs');
    await expect(collect({ ...run, folder: inFile })).rejects.toMatchObject({
      exitCode: 74,
      message: expect.stringContaining(`Cannot write ${inFile}: a part of the path is a file`),
    });
  });
});

describe('from this machine', () => {
  it('sockets with their owner, UIDs and processes are taken, hashed and can be analysed', async () => {
    const uid = process.getuid?.() ?? 0;
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const client = connect(port, '127.0.0.1');
    await once(client, 'connect');
    onTestFinished(() => {
      client.destroy();
      server.close();
    });
    const run = settings({
      kind: 'local',
      shell: localShell(),
      hasPackageManager: false,
      watched: [{ packageName: 'com.example.suspect', uid }],
    });
    expect(await collectUntil(run, { 'procnet.log': '# udp6', 'states.ndjson': '\n' })).toBe(0);
    expect(run.said.at(-1)).toBe(`the logs are in ${run.folder}. Next: cipherscope analyze CAPTURE -t ${run.folder}`);
    const { sockets, inventory, events, files } = await readTelemetry([run.folder]);
    expect(files.map(({ file, rejected }) => [file, rejected])).toEqual([
      ['apps.ndjson', 0],
      ['procnet.log', 0],
      ['states.ndjson', 0],
    ]);
    const { columns } = sockets;
    const row = [...Array(columns.count).keys()].find(
      (i) => columns.localPort[i] === client.localPort && columns.remotePort[i] === port,
    );
    expect(columns.uid[row as number]).toBe(uid);
    expect(inventory.uidOf('com.example.suspect', 0)).toBe(uid);
    expect([...events.select()].some(({ event }) => event.pid === process.pid)).toBe(true);
    expect(readCustody(join(run.folder, 'custody.ndjson')).brokenLine).toBeUndefined();
    const taken = custodyOf(run.folder).filter(({ event }) => event === 'taken');
    expect(taken.map(({ file }) => file).sort()).toEqual(
      readdirSync(run.folder)
        .filter((name) => name !== 'custody.ndjson')
        .sort(),
    );
    for (const { file, sha256 } of taken)
      expect(sha256).toBe(
        createHash('sha256')
          .update(readFileSync(join(run.folder, String(file))))
          .digest('hex'),
      );
  });
});

describe('through adb, for which a program stands in', () => {
  it('every log of the plan is taken, and read back by its importer', async () => {
    const run = settings({});
    expect(
      await collectUntil(run, {
        'procnet.log': 'boot=101.50',
        'logcat-events.log': '\n',
        'dumpsys-activity-processes.txt': '\n',
      }),
    ).toBe(0);
    expect(run.said.at(-1)).toContain(`analyze CAPTURE -t ${run.folder} --device-tz Europe/Berlin`);
    expect(run.said.at(-2)).toContain('logcat-security.log is empty');
    const { files, skipped } = await readTelemetry([run.folder], { deviceTz: 'Europe/Berlin' });
    expect(skipped).toEqual([{ file: 'logcat-security.log', reason: 'is empty' }]);
    expect(files.map(({ file, format, rejected }) => [file, format, rejected])).toEqual([
      ['dumpsys-activity-processes.txt', 'activity-processes', 0],
      ['dumpsys-connectivity.txt', 'connectivity', 0],
      ['dumpsys-package.txt', 'dumpsys-package', 0],
      ['dumpsys-usagestats.txt', 'usagestats', 0],
      ['logcat-events.log', 'logcat', 0],
      ['packages.txt', 'pm-list', 0],
      ['procnet.log', 'procnet', 0],
    ]);
    const [started] = custodyOf(run.folder);
    expect(started).toMatchObject({
      event: 'started',
      source: 'adb',
      apps: ['com.example.suspect'],
      tool: 'cipherscope 0.0.0',
    });
    const security = custodyOf(run.folder).find(({ file }) => file === 'logcat-security.log');
    expect(security).toMatchObject({ exit_code: 1, bytes: 0, stderr: expect.stringContaining('Permission denied') });
  });

  it('a device that does not answer ends it with what adb said, and leaves nothing in the way of another try', async () => {
    const run = settings({ shell: adbShell(STAND_IN, 'nobody') });
    await expect(collect(run)).rejects.toThrow("device 'nobody' not found");
    expect(existsSync(run.folder)).toBe(false);
    await expect(collect({ ...run, shell: adbShell('/nonexistent', undefined) })).rejects.toThrow('cannot be run');
    expect(existsSync(run.folder)).toBe(false);
  });

  it('the signal ends it, and what was taken stays', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    const run = settings({ durationS: undefined, signal: abort.signal });
    expect(await collect(run)).toBe(0);
    expect(custodyOf(run.folder).at(-1)).toMatchObject({ event: 'ended', failures: [] });
  });
});

it('a folder that holds something is refused, before any plan is told', async () => {
  const run = settings({});
  await collect(run);
  expect(run.said[0]).toBe('takes from the device:');
  run.said.length = 0;
  await expect(collect(run)).rejects.toThrow('is not empty');
  expect(run.said).toEqual([]);
});

it.skipIf(process.getuid?.() !== 0)(
  'so is one that may not be written to (needs root, to become somebody else)',
  () => {
    const { folder } = settings({});
    mkdirSync(folder, { mode: 0o555 });
    const args = [builtMain, 'collect', '--local', '--app', 'com.example=10001', '-o', folder];
    chmodSync(dirname(folder), 0o755);
    const { status, stderr } = spawnSync(process.execPath, args, { uid: 65_534, gid: 65_534, encoding: 'utf8' });
    expect(stderr).toBe(
      `cipherscope: Cannot write ${folder}: permission denied. Change the permissions of the folder, or name one that you may write to with -o.\n`,
    );
    expect(status).toBe(74);
  },
);
