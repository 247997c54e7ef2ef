import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { BatchProgress } from '../../src/run/batch-progress.ts';
import { readAll } from '../support/read-all.ts';

test('progress counts what came of each capture', () => {
  const progress = new BatchProgress(new PassThrough(), false);
  progress.expect(5);
  progress.add({ kind: 'imported', id: 'a', flows: 7, partial: undefined });
  progress.add({ kind: 'known', id: 'b' });
  progress.add({ kind: 'unfit', id: 'c', reason: 'x' });
  progress.add({ kind: 'lost', reason: 'x', attempts: 2 });
  expect(progress).toMatchObject({ imported: 1, known: 1, setAside: 2, flows: 7, left: 1 });
  expect(progress.text()).toMatch(/^4 of 5 captures, 2 set aside, [\d.]+ a second, about .+ left$/);
});

test('nothing is drawn where nobody looks', () => {
  const stream = new PassThrough();
  const progress = new BatchProgress(stream, false);
  progress.add({ kind: 'known', id: 'b' });
  progress.stop();
  expect(stream.read()).toBeNull();
});

test('a remark stands on a line of its own, and is harmless', () => {
  for (const [isDrawn, before] of [
    [true, '\r\x1b[2K'],
    [false, ''],
  ] as const) {
    const stream = new PassThrough();
    new BatchProgress(stream, isDrawn).say('a\x1b[2Jb');
    expect(readAll(stream)).toBe(`${before}cipherscope: a\\x1b[2Jb\n`);
  }
});

test('a line is drawn shorter than a narrow terminal is wide', () => {
  const stream = Object.assign(new PassThrough(), { columns: 20 });
  const progress = new BatchProgress(stream, true);
  progress.expect(5);
  expect(readAll(stream)).toBe('\r\x1b[2K0 of 5 captures');
  for (let i = 0; i < 4; i += 1) progress.add({ kind: 'known', id: 'b' });
  progress.expect(7);
  expect(readAll(stream)).toMatch(/^\r\x1b\[2K4 of 12 captures, [^\r]$/);
});
