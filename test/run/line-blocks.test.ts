import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lineBlocks } from '../../src/run/line-blocks.ts';

let folder: string;
let descriptor: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lines-'));
  descriptor = openSync(join(folder, 'lines'), 'wx+');
});

afterEach(() => {
  closeSync(descriptor);
  rmSync(folder, { recursive: true });
});

it('lines are read whole, each once, whatever their lengths', () => {
  const lengths = [1, 700_000, 3, 524_287, 524_288, 2_000_000, 20, 524_286, 5];
  const text = lengths.map((length, i) => `${String(i).repeat(length)}\n`).join('');
  writeSync(descriptor, text);
  const blocks = Array.from(lineBlocks(descriptor), (block) => Buffer.from(block));
  expect(blocks.every((block) => block.at(-1) === 10)).toBe(true);
  expect(Buffer.concat(blocks).equals(Buffer.from(text))).toBe(true);
});

it('an empty file has none, and a line without an end is none', () => {
  expect([...lineBlocks(descriptor)]).toEqual([]);
  writeSync(descriptor, 'one\ntwo\nthr');
  expect(Array.from(lineBlocks(descriptor), String)).toEqual(['one\ntwo\n']);
});
