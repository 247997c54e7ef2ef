import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import {
  assertApp,
  type BaselineIo,
  buildBaselines,
  checkBaselines,
  diffBaselines,
  showBaseline,
} from '../../src/run/baseline-command.ts';
import { put, testLake } from '../support/lakes.ts';
import { quietRecords } from '../support/native-records.ts';
import { readAll } from '../support/read-all.ts';

const APP = 'com.lumen.flashlight';

async function lakeWithVersions(): Promise<string> {
  const own = await testLake();
  for (const [name, version, domain] of [
    ['one', '4.1', undefined],
    ['two', '4.1', undefined],
    ['three', '4.2', 'c2.example'],
  ] as const) {
    const records = quietRecords((all, flows) => {
      Object.assign(all, { apps: all.apps.map((app) => ({ ...app, version, signer_sha256: 'ab'.repeat(32) })) });
      for (const flow of flows) if (flow.app?.packages[0] === APP && domain !== undefined) flow.domain = domain;
    });
    await put(own, name, { records });
  }
  return own.lake.root;
}

async function printed(work: (io: BaselineIo) => Promise<number>) {
  const io = {
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    signal: new AbortController().signal,
    columns: 200,
  };
  const code = await work(io);
  return { code, text: readAll(io.stdout), said: readAll(io.stderr) };
}

describe('cipherscope baseline', () => {
  it('ends when it is interrupted', async () => {
    const root = await lakeWithVersions();
    const interruption = new AbortController();
    const building = printed((io) => buildBaselines(root, {}, { ...io, signal: interruption.signal }));
    setImmediate(() => interruption.abort());
    await expect(building).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('shows what is usual for an app, and that nobody has vetted it until somebody did', async () => {
    const root = await lakeWithVersions();
    const before = await printed((io) => showBaseline(root, APP, io));
    expect(before.text).toContain(`${APP}: 3 quiet sessions`);
    expect(before.text).toContain('Unvetted');
    expect(before.text).toContain('Versions: 4.1, 4.2.');
    expect(before.text).toMatch(/^bytes sent an hour: usually (\d{1,3}(,\d{3})+|\d+), seldom above \d{1,3}(,\d{3})+$/m);
    const shares = [...before.text.matchAll(/^share of .* usually (\S+), seldom above (\S+)$/gm)];
    expect(shares.length).toBeGreaterThan(0);
    for (const [, usual, seldom] of shares) {
      expect(Number(usual)).toBeLessThanOrEqual(1);
      expect(Number(seldom)).toBeLessThanOrEqual(1);
    }
    await printed((io) => assertApp(root, APP, 'ann', 'reviewed the build', io));
    const after = await printed((io) => showBaseline(root, APP, io));
    expect(after.text).toContain('Vetted by ann: reviewed the build');
  });

  it('fits into sixty columns', async () => {
    const root = await lakeWithVersions();
    for (const command of [
      (io: BaselineIo) => showBaseline(root, APP, io),
      (io: BaselineIo) => diffBaselines(root, `${APP}@4.1`, '@4.2', io),
      (io: BaselineIo) => checkBaselines(root, undefined, io),
    ]) {
      const narrow = await printed((io) => command({ ...io, columns: 60 }));
      // A hash of a signer stays whole.
      for (const line of narrow.text.split('\n').filter((one) => !/^ *[0-9a-f]{64}$/.test(one)))
        expect(line.length, line).toBeLessThanOrEqual(60);
      const wide = await printed((io) => command({ ...io, columns: 1000 }));
      expect(narrow.text.replace(/\s+/g, ' ')).toBe(wide.text.replace(/\s+/g, ' '));
    }
  });

  it('shows no empty blocks where no session was quiet', async () => {
    const own = await testLake();
    await put(own, 'one');
    const { text } = await printed((io) => showBaseline(own.lake.root, APP, io));
    expect(text).toContain(`${APP}: 0 quiet sessions, 1 with alerts left out`);
    expect(text).not.toContain('\n\n\n');
  });

  it('says in sentences what is new between two versions', async () => {
    const root = await lakeWithVersions();
    const { text } = await printed((io) => diffBaselines(root, `${APP}@4.1`, '@4.2', io));
    expect(text).toContain(`${APP}@4.1 (2 sessions) to @4.2 (1 session)`);
    expect(text).toMatch(/New:\n {2}domain: c2\.example/);
  });

  it('prints every baseline as a record', async () => {
    const root = await lakeWithVersions();
    const { text } = await printed((io) => buildBaselines(root, {}, io));
    const records = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const own = records.find(({ app }) => app === APP);
    expect(own).toMatchObject({
      status: 'unvetted',
      versions: ['4.1', '4.2'],
      sessions: 3,
      sets: { domains: { 'c2.example': 1 } },
    });
  });

  it('checks for drift, and says how many could not be told', async () => {
    const root = await lakeWithVersions();
    const { code, text } = await printed((io) => checkBaselines(root, undefined, io));
    expect(code).toBe(0);
    expect(text).toMatch(/^0 apps of \d+ drift; \d+ apps with too few sessions to say\.\n$/);
  });

  it('ends with 3 where files of a capture are gone', async () => {
    const own = await testLake();
    await put(own, 'one');
    const { id } = await put(own, 'two');
    const commit = own.lake.commits().commits.find((one) => one.capture_id === id);
    for (const file of commit?.files ?? []) rmSync(join(own.lake.root, file));
    const { root } = own.lake;
    for (const command of [
      (io: BaselineIo) => buildBaselines(root, {}, io),
      (io: BaselineIo) => checkBaselines(root, undefined, io),
    ]) {
      const { code, said } = await printed(command);
      expect(code).toBe(3);
      expect(said).toContain(`capture ${id}: files of it are gone`);
    }
  });

  it('names what it does not know', async () => {
    const root = await lakeWithVersions();
    await expect(printed((io) => showBaseline(root, 'com.lumen.flashligt', io))).rejects.toThrow(
      /Did you mean com\.lumen\.flashlight\?/,
    );
    await expect(printed((io) => diffBaselines(root, `${APP}@4.1`, `${APP}@9`, io))).rejects.toThrow(
      /Versions in the lake: 4\.1, 4\.2/,
    );
    await expect(printed((io) => diffBaselines(root, APP, APP, io))).rejects.toThrow(/write APP@VERSION/);
  });
});
