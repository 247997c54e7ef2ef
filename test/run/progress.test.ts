import { describe, expect, it } from 'vitest';
import { Progress } from '../../src/run/progress.ts';

const MIB = 1 << 20;
const feed = (...offsets: number[]) => ({ pieces: offsets.map((offset) => ({ offset })) });

describe('Progress', () => {
  it('tells how far the slowest worker is, over all its pieces', () => {
    const progress = new Progress(2);
    new Progress(0, 0, progress.shared).report(feed(3 * MIB, 2 * MIB));
    expect(progress.bytesRead).toBe(0);
    new Progress(0, 1, progress.shared).report(feed(4 * MIB));
    expect(progress.bytesRead).toBe(4 * MIB);
  });

  it('counts captures of terabytes', () => {
    const progress = new Progress(1);
    progress.report(feed(100e12));
    expect(progress.bytesRead / 100e12).toBeCloseTo(1, 6);
  });

  it('carries an interruption to every worker, and takes it back', () => {
    const progress = new Progress(2);
    const worker = new Progress(0, 1, progress.shared);
    expect(worker.isInterrupted).toBe(false);
    progress.interrupt();
    expect(worker.isInterrupted).toBe(true);
    progress.resume();
    expect(worker.isInterrupted).toBe(false);
  });

  it('listens to a signal until it is told to stop', () => {
    const controller = new AbortController();
    const [listening, stopped] = [new Progress(1), new Progress(1)];
    listening.interruptOn(controller.signal);
    stopped.interruptOn(controller.signal)();
    controller.abort();
    expect([listening.isInterrupted, stopped.isInterrupted]).toEqual([true, false]);
  });

  it('is interrupted at once by a signal that came before it listened', () => {
    const progress = new Progress(1);
    progress.interruptOn(AbortSignal.abort());
    expect(progress.isInterrupted).toBe(true);
  });

  it('can do without a signal', () => {
    const progress = new Progress(1);
    progress.interruptOn(undefined)();
    expect(progress.isInterrupted).toBe(false);
  });
});
