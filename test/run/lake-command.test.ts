import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { FindingRecord } from '../../src/evidence/finding-record.ts';
import { holdInLake, type LakeIo, pruneLake, showLake } from '../../src/run/lake-command.ts';
import { START_US } from '../support/analysis-result.ts';
import { put, testLake } from '../support/lakes.ts';
import { nativeRecords } from '../support/native-records.ts';
import { readAll } from '../support/read-all.ts';

async function printed(work: (io: LakeIo) => Promise<number> | number) {
  const io = {
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    signal: new AbortController().signal,
    columns: 200,
  };
  const code = await work(io);
  return { code, text: readAll(io.stdout), said: readAll(io.stderr) };
}

describe('cipherscope lake', () => {
  it('shows what is there, set aside and gone', async () => {
    const own = await testLake();
    await put(own, 'one');
    own.lake.quarantine({ id: 'x', captures: ['bad.pcap'], reason: 'ended its worker (SIGKILL)', attempts: 2 });
    const before = await printed((io) => showLake(own.lake.root, START_US + 1e12, io));
    expect(before.code).toBe(0);
    expect(before.text).toMatch(/^1 capture of 1 device: \d+ flows, /);
    expect(before.text).toContain('bad.pcap: ended its worker (SIGKILL)');
    const [commit] = own.lake.commits().commits;
    rmSync(join(own.lake.root, commit?.files.find((file) => file.startsWith('flows/')) ?? ''));
    const after = await printed((io) => showLake(own.lake.root, START_US + 1e12, io));
    expect(after.code).toBe(3);
    expect(after.text).toContain('1 capture with files that somebody deleted:');
  });

  it('says what came without logs and without an inventory, and what is odd about captures', async () => {
    const own = await testLake();
    await put(own, 'one');
    const { code, text } = await printed((io) => showLake(own.lake.root, START_US - 3 * 86_400e6, io));
    expect(code).toBe(0);
    expect(text).toMatch(/1 capture to be looked at:\n {2}\/captures\/one\.pcap: begins on .* still to come/);
    expect(text).toContain('1 capture without logs: apps are not known but by the capture itself.');
    expect(text).toMatch(/(\d+) sessions of \1 without an inventory that tells version and signer of the app\./);
  });

  it('fits into sixty columns', async () => {
    const own = await testLake();
    await put(own, 'one');
    own.lake.quarantine({
      id: 'x',
      captures: ['bad.pcap'],
      reason: 'is no capture that this program knows how to read, and was left',
      attempts: 2,
    });
    const narrow = await printed((io) => showLake(own.lake.root, START_US + 1e12, { ...io, columns: 60 }));
    for (const line of narrow.text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(60);
    const wide = await printed((io) => showLake(own.lake.root, START_US + 1e12, { ...io, columns: 1000 }));
    expect(narrow.text.replace(/\s+/g, ' ')).toBe(wide.text.replace(/\s+/g, ' '));
  });

  it('says of what was pruned that a batch can bring it back', async () => {
    const own = await testLake();
    await put(own, 'one');
    const { text } = await printed((io) => pruneLake(own.lake.root, 1, false, START_US + 400 * 86_400e6, io));
    expect(text).toMatch(
      /^1 capture removed, .*\nTheir files are where they were: a batch over them takes them in again\.\n$/,
    );
  });

  it('counts in words that fit', async () => {
    const own = await testLake();
    await put(own, 'one', { records: nativeRecords({ captureOnly: true }) });
    const { text } = await printed((io) => showLake(own.lake.root, START_US + 1e12, io));
    expect(text).not.toMatch(/\b1 (captures|devices|flows|channels|apps|findings|sessions|rows)\b/);
    expect(text).toMatch(/ findings, \d+ rows? of coverage, \d+ sessions?\./);
  });

  it('names the captures that it would remove, and removes none in a dry run', async () => {
    const own = await testLake();
    const { id } = await put(own, 'one');
    const dry = await printed((io) => pruneLake(own.lake.root, 1, true, START_US + 400 * 86_400e6, io));
    const [commit] = own.lake.commits().commits;
    expect(dry.text).toBe(
      `1 capture would be removed, 0 captures kept because a case holds them.\n  ${commit?.captures[0]?.path}\n`,
    );
    expect(own.lake.has(id)).toBe(true);
  });

  it('holds the captures of a finding, which pruning then refuses', async () => {
    const own = await testLake();
    const [first] = nativeRecords().findings;
    const records = {
      ...nativeRecords(),
      findings: [{ ...(first as FindingRecord), finding_id: 'c0ffee0123456789' }],
    };
    const { id } = await put(own, 'one', { records });
    // The beginning of an id is enough, as everywhere else.
    const choice = { findings: ['c0ffee01'], captures: [], reason: 'incident 7' };
    const held = await printed((io) => holdInLake(own.lake.root, 'case-7', choice, io));
    expect(held.code).toBe(3);
    expect(held.text).toBe('case-7: 1 capture held, 0 files kept by hash.\n');
    expect(held.said).toContain('only its hash is kept');
    const pruned = await printed((io) => pruneLake(own.lake.root, 1, false, START_US + 400 * 86_400e6, io));
    expect(pruned.text).toBe('0 captures removed, 1 capture kept because a case holds it.\n');
    expect(own.lake.has(id)).toBe(true);
    await expect(
      printed((io) => holdInLake(own.lake.root, 'c', { ...choice, findings: ['nobody'] }, io)),
    ).rejects.toThrow(/no such finding/);
    await expect(printed((io) => holdInLake(own.lake.root, 'c', { ...choice, findings: [] }, io))).rejects.toThrow(
      /Say what to hold/,
    );
  });
});
