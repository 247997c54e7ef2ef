import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LineFollower } from '../../src/run/followed-lines.ts';

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
  const follower = new LineFollower();
  follower.ended();
  const blocks = Array.from(follower.blocks(descriptor), (block) => Buffer.from(block));
  expect(blocks.every((block) => block.at(-1) === 10)).toBe(true);
  expect(Buffer.concat(blocks).equals(Buffer.from(text))).toBe(true);
});

it('lines that come after the first were read are read, too', () => {
  const follower = new LineFollower();
  writeSync(descriptor, 'one\ntw');
  const blocks = new LineFollower(follower.shared).blocks(descriptor);
  expect(String(blocks.next().value)).toBe('one\n');
  writeSync(descriptor, 'o\nthree\n');
  follower.ended();
  expect(String(blocks.next().value)).toBe('two\nthree\n');
  expect(blocks.next().done).toBe(true);
});
