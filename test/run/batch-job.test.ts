import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runBatchJob } from '../../src/run/batch-job.ts';
import { policyHashes } from '../../src/run/policy-hashes.ts';
import { smallCapture } from '../support/batch-captures.ts';
import { testLake } from '../support/lakes.ts';
import { testFolder } from '../support/native-records.ts';

async function setup(bytes: Uint8Array) {
  const { lake, duck } = await testLake();
  const folder = testFolder();
  writeFileSync(join(folder, 'cap.pcap'), bytes);
  writeFileSync(join(folder, 'README.txt'), 'no log');
  const job = { captures: [join(folder, 'cap.pcap')], telemetry: [join(folder, 'README.txt')], device: 'pixel' };
  return { lake, job, run: () => runBatchJob(job, { lake, duck, settings: {}, policy: {}, worker: '1' }) };
}

describe('a job of a batch', () => {
  it('imports a capture once, and leaves logs out that nobody recognises', async () => {
    const { lake, run } = await setup(smallCapture(1));
    const first = await run();
    expect(first).toMatchObject({ kind: 'imported', flows: 1, partial: undefined });
    expect(await run()).toEqual({ kind: 'known', id: 'id' in first ? first.id : '' });
    expect(lake.commits().commits).toHaveLength(1);
  });

  it('imports what can be read of a capture that is cut, and says so', async () => {
    const { lake, run } = await setup(smallCapture(1).subarray(0, -10));
    expect(await run()).toMatchObject({ kind: 'imported', partial: expect.stringContaining('cut short') });
    expect(lake.commits().commits[0]?.partial).toContain('at byte');
  });

  it('stops the batch where a file of its settings is another than when it began', async () => {
    const { lake, duck } = await testLake();
    const folder = testFolder();
    const [allowlist, capture] = [join(folder, 'allowlist.json'), join(folder, 'cap.pcap')];
    writeFileSync(allowlist, '{"rules":[]}');
    writeFileSync(capture, smallCapture(1));
    const job = { captures: [capture], telemetry: [], device: 'pixel' };
    const settings = { allowlist };
    const before = await policyHashes(settings);
    const first = await runBatchJob(job, { lake, duck, settings, policy: before, worker: '1' });
    expect(first).toMatchObject({ kind: 'imported' });
    writeFileSync(allowlist, '{"rules": []}');
    const stopped = await runBatchJob(job, { lake, duck, settings, policy: before, worker: '1' });
    expect(stopped).toMatchObject({ kind: 'stopped', message: expect.stringContaining('changed while the batch ran') });
    // A batch that begins now makes a capture of its own: the two are not mixed.
    const policy = await policyHashes(settings);
    const again = await runBatchJob(job, { lake, duck, settings, policy, worker: '1' });
    expect(again.kind === 'imported' && again.id).not.toBe(first.kind === 'imported' && first.id);
    const configs = lake.commits().commits.map(({ config_sha256: sha256 }) => sha256);
    expect(new Set(configs).size).toBe(2);
  });

  it('says of what is no capture why', async () => {
    const { lake, run } = await setup(Buffer.from('nonsense'));
    expect(await run()).toMatchObject({ kind: 'unfit', reason: expect.stringContaining('not a capture') });
    expect(lake.commits().commits).toEqual([]);
  });
});
