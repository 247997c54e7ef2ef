import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import type * as Process from '../../src/run/batch-process.ts';
import { builtModule } from '../support/built-module.ts';
import { testLake } from '../support/lakes.ts';

const { startBatchProcess } = await builtModule<typeof Process>('run/batch-process.ts');

const job = { captures: ['/nowhere/cap.pcap'], telemetry: [], device: 'x' };

async function started(task: Partial<Process.ProcessTask> = {}) {
  const { lake } = await testLake();
  return startBatchProcess({
    setup: { kind: 'setup', lake: lake.root, settings: {}, policy: {}, worker: 'w' },
    timeoutMs: 60_000,
    memoryMb: 256,
    signal: new AbortController().signal,
    ...task,
  });
}

describe('a process of a batch', () => {
  it('gives the outcome of each capture, also of two at once', async () => {
    const process = await started();
    const [one, two] = [process.run(1, job), process.run(2, job)];
    for (const { analysed, outcome } of [one, two]) {
      expect(await outcome).toMatchObject({ kind: 'unfit', reason: expect.stringContaining('no such file') });
      await analysed;
    }
    expect(process.isDead).toBe(false);
    process.end();
  });

  it('leaves nothing at the signal once it has ended', async () => {
    const { signal } = new AbortController();
    const process = await started({ signal });
    await process.run(1, job).outcome;
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    process.end();
    await vi.waitFor(() => expect(getEventListeners(signal, 'abort')).toHaveLength(0), { timeout: 60_000 });
  });

  it('says why it died to every capture that it had, and to those that come later', async () => {
    const process = await started({ memoryMb: 8 });
    const death = { kind: 'death', isAnothers: false };
    const running = [process.run(1, job), process.run(2, job)];
    for (const { outcome } of running) expect(await outcome).toMatchObject(death);
    expect(process.isDead).toBe(true);
    const late = process.run(3, job);
    await late.analysed;
    expect(await late.outcome).toMatchObject(death);
    process.end();
  });

  it('blames the capture that took too long, and not the others', async () => {
    const process = await started({ timeoutMs: 1 });
    const [slow, other] = [process.run(1, job), process.run(2, job)];
    expect(await slow.outcome).toEqual({ kind: 'death', reason: 'took longer than 0.001 s', isAnothers: false });
    expect(await other.outcome).toMatchObject({ kind: 'death', isAnothers: true });
    process.end();
  });

  it('dies with what it has when the batch is interrupted', async () => {
    const controller = new AbortController();
    const process = await started({ signal: controller.signal });
    const { outcome } = process.run(1, job);
    controller.abort();
    expect(await outcome).toMatchObject({ kind: 'death', reason: 'interrupted' });
    process.end();
  });
});
