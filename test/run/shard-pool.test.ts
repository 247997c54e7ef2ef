// One thread is tested from sources, several as they were built.

import { closeSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { Progress } from '../../src/run/progress.ts';
import type { ShardPoolResult, ShardPoolTask } from '../../src/run/shard-pool.ts';
import { captureOf, chunksOf, readWith, resolve, SETTINGS, spillFolder } from '../support/analysed.ts';
import { builtModule } from '../support/built-module.ts';
import { outputFolder } from '../support/output-folder.ts';
import type { TestPacket } from '../support/packets.ts';

type ShardPool = typeof import('../../src/run/shard-pool.ts');

const bytes = captureOf(
  Array.from(
    { length: 2000 },
    (_, i): TestPacket => ({
      from: `10.0.0.${i % 5}:${1000 + (i % 500)}`,
      to: '203.0.113.7:443',
      protocol: IpProtocol.udp,
      payload: Buffer.from(`message ${i}`),
      atUs: i * 1000,
    }),
  ),
);

async function readBuilt(task: Partial<ShardPoolTask>, progress = new Progress(4)): Promise<ShardPoolResult> {
  const { runShardPool } = await builtModule<ShardPool>('run/shard-pool.ts');
  const whole = { pieces: undefined, stream: undefined, workers: 1, settings: SETTINGS, spill: undefined, ...task };
  return runShardPool(whole, progress);
}

/** What must not depend on threads or chunks. */
function outcome(pool: ShardPoolResult) {
  const flows = resolve(pool);
  return {
    ids: Array.from({ length: flows.count }, (_, rank) => flows.id(rank)),
    pieces: pool.reports[0]?.pieces,
    digest: pool.reports.reduce((sum, report) => (sum + report.digest) | 0, 0),
  };
}

async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('runShardPool', () => {
  it('finds the same flows in a file and a stream, with any number of workers and any chunks', async () => {
    const path = join(await outputFolder(), 'a.pcap');
    writeFileSync(path, bytes);
    const pieces = [{ path, firstUs: undefined }];
    const expected = outcome(await readWith({ pieces }));
    expect(expected.ids.length).toBe(500);
    for (const workers of [1, 2, 3, 4, 9]) {
      expect(outcome(await readBuilt({ pieces, workers })), `${workers} workers`).toEqual(expected);
      const stream = chunksOf(bytes, 10_000);
      expect(outcome(await readBuilt({ stream, workers })), `${workers} workers, stream`).toEqual(expected);
    }
    for (const chunkBytes of [1, 7, 4096]) {
      expect(outcome(await readWith({ stream: chunksOf(bytes, chunkBytes) })), `${chunkBytes}`).toEqual(expected);
    }
  });

  it('gives one spill file a worker, none of which has a name', async () => {
    const folder = spillFolder();
    const { spills } = await readBuilt({
      stream: chunksOf(bytes),
      workers: 3,
      spill: { folder, prefix: '.flows.' },
    });
    expect(spills).toHaveLength(3);
    expect(readdirSync(folder)).toEqual([]);
    for (const descriptor of spills) closeSync(descriptor);
  });

  it.each([1, 3])('takes what came before a stream failed, in %i threads', async (workers) => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 50_000);
      throw Object.assign(new Error('the pipe broke'), { code: 'EPIPE' });
    }
    const { reports, index } = await readBuilt({ stream: failing(), workers });
    expect(index.count).toBeGreaterThan(0);
    for (const { pieces } of reports) {
      expect(pieces[0]?.stop).toMatchObject({ kind: 'truncated', reason: expect.stringContaining('the pipe broke') });
    }
  });

  it.each([1, 3])('passes on what a person can mend, in %i threads', async (workers) => {
    const pieces = [{ path: join(await outputFolder(), 'gone.pcap'), firstUs: undefined }];
    const error = await thrownBy(readBuilt({ pieces, workers }));
    expect(error).toMatchObject({ name: 'UserError', exitCode: 66, message: expect.stringContaining('no such file') });
    async function* refusing(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 1000);
      const { UserError: Built } = await builtModule<{ UserError: typeof UserError }>('base/user-error.ts');
      throw new Built('this cannot be decompressed here');
    }
    const refused = await thrownBy(readBuilt({ stream: refusing(), workers }));
    expect(refused).toMatchObject({ name: 'UserError', message: 'this cannot be decompressed here' });
  });

  it.each([1, 3])('ends when it is interrupted although the stream does not, in %i threads', async (workers) => {
    const progress = new Progress(workers);
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 60_000);
      progress.interrupt();
      for (;;) yield bytes.subarray(60_000, 60_000);
    }
    const { reports } = await readBuilt({ stream: endless(), workers }, progress);
    expect(reports.every((report) => report.interrupted)).toBe(true);
  });

  it('hears of an interruption while one thread reads a file', async () => {
    const path = join(await outputFolder(), 'large.pcap');
    writeFileSync(path, Buffer.concat([bytes, ...Array.from({ length: 200 }, () => bytes.subarray(24))]));
    const progress = new Progress(1);
    setTimeout(() => progress.interrupt(), 0);
    const { reports } = await readWith({ pieces: [{ path, firstUs: undefined }] }, progress);
    expect(reports[0]).toMatchObject({ interrupted: true, pieces: [{ isEnded: false }] });
  });

  it('says so when the spill file cannot be made', async () => {
    const error = await thrownBy(
      readWith({ stream: chunksOf(bytes), spill: { folder: join(await outputFolder(), 'absent'), prefix: '.' } }),
    );
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ exitCode: 74 });
  });
});
