import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type * as Batch from '../../src/run/batch-command.ts';
import { batchFolder, smallCapture } from '../support/batch-captures.ts';
import { builtModule } from '../support/built-module.ts';
import { testFolder } from '../support/native-records.ts';
import { readAll } from '../support/read-all.ts';

const { runBatch } = await builtModule<typeof Batch>('run/batch-command.ts');

async function batch(
  options: Partial<Batch.BatchOptions>,
  signal = new AbortController().signal,
  hear?: (said: string) => void,
) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  if (hear !== undefined) stderr.on('data', (chunk) => hear(String(chunk)));
  const code = await runBatch(
    {
      folders: [],
      manifest: undefined,
      lake: join(testFolder(), 'lake'),
      device: undefined,
      jobs: 1,
      timeoutMs: 30_000,
      memoryMb: 256,
      watch: false,
      settings: {},
      quiet: false,
      ...options,
    },
    { stdout, stderr, signal, columns: 200, interactive: false },
  );
  return { code, text: readAll(stdout), said: readAll(stderr) };
}

describe('cipherscope batch', () => {
  it('says what it did, sets aside what it could not, and knows it all the next time', async () => {
    const folder = batchFolder(3);
    writeFileSync(join(folder, 'bad.pcap'), 'nonsense');
    const lake = join(testFolder(), 'lake');
    const first = await batch({ folders: [folder], lake });
    expect(first.code).toBe(3);
    expect(first.text).toMatch(/^3 captures imported with 3 flows, 0 known already, 1 set aside, in /);
    expect(first.text).toContain('bad.pcap: not a capture');
    const second = await batch({ folders: [folder], lake });
    expect(second.text).toMatch(/^0 captures imported with 0 flows, 3 known already, 1 set aside/);
  });

  it('says how much an interruption left, and how to go on', async () => {
    const { code, said } = await batch({ folders: [batchFolder(3)] }, AbortSignal.abort());
    expect(code).toBe(130);
    expect(said).toBe('cipherscope: interrupted with 3 captures left; the same command goes on with them.\n');
  });

  it('makes no lake where there is no capture', async () => {
    const lake = join(testFolder(), 'lake');
    const folder = testFolder();
    writeFileSync(join(folder, 'notes.txt'), 'nothing');
    await expect(batch({ folders: [folder], lake })).rejects.toThrow(`${folder}: holds no captures.`);
    const manifest = join(folder, 'empty.ndjson');
    writeFileSync(manifest, '');
    await expect(batch({ manifest, lake })).rejects.toThrow(`${manifest}: names no captures.`);
    expect(existsSync(lake)).toBe(false);
  });

  it('takes captures as they come, once they have stopped growing', async () => {
    const folder = testFolder();
    const lake = join(testFolder(), 'lake');
    const controller = new AbortController();
    const running = batch({ folders: [folder], lake, watch: true }, controller.signal);
    setTimeout(() => writeFileSync(join(folder, 'late.pcap'), smallCapture(5)), 300);
    const timer = setInterval(() => {
      const isThere = existsSync(join(lake, 'captures')) && readdirSync(join(lake, 'captures')).length > 0;
      if (!isThere) return;
      // It is told of a moment after it is there.
      clearInterval(timer);
      setTimeout(() => controller.abort(), 2000);
    }, 100);
    const { code, text } = await running;
    expect(code).toBe(0);
    expect(text).toMatch(/^1 capture imported/);
  });

  it('says at once what it sets aside while it watches, and what changed after it was taken', async () => {
    const folder = testFolder();
    const lake = join(testFolder(), 'lake');
    const controller = new AbortController();
    writeFileSync(join(folder, 'junk.pcap'), 'nonsense\n');
    writeFileSync(join(folder, 'early.pcap'), smallCapture(5));
    let heard = '';
    const running = batch({ folders: [folder], lake, watch: true }, controller.signal, (said) => {
      heard += said;
      if (/changed since/.test(heard)) controller.abort();
      else if (/set aside/.test(heard)) writeFileSync(join(folder, 'early.pcap'), smallCapture(1000));
    });
    expect((await running).code).toBe(3);
    expect(heard).toMatch(/^cipherscope: set aside: .*junk\.pcap: not a capture/m);
    expect(heard).toMatch(/^cipherscope: .*early\.pcap: it or its logs have changed since it was taken/m);
    expect(heard.match(/changed since/g)).toHaveLength(1);
  });

  it('refuses to do nothing', async () => {
    await expect(batch({})).rejects.toThrow(/Nothing to do/);
  });
});
