import { closeSync, fstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { FlowSpill, openSpillFile, SpillReader } from '../../src/run/flow-spill.ts';
import { spillFolder } from '../support/analysed.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

describe('FlowSpill and SpillReader', () => {
  it('give back every line, whatever the order in which they are asked for', () => {
    const descriptor = openSpillFile(spillFolder(), 'lines');
    const spill = new FlowSpill(descriptor);
    const random = randomNumbers(1);
    // Of all sizes: smaller than a block, as large as one, larger than one, and none at all.
    const lines = [10, 0, 300_000, 1 << 20, (1 << 20) + 1, 5, 700_000, 700_000].map((n) =>
      Buffer.from(randomBytes(n, random)),
    );
    const places = lines.map((line) => {
      const offset = spill.bytes;
      spill.append(line, line.length);
      return { offset, length: line.length };
    });
    spill.flush();
    expect(spill.bytes).toBe(lines.reduce((sum, line) => sum + line.length, 0));
    const reader = new SpillReader(descriptor);
    for (const i of [0, 1, 2, 3, 4, 5, 6, 7, 7, 0, 4, 2, 1, 6]) {
      const { offset, length } = places[i]!;
      expect(reader.read(offset, length).equals(lines[i]!)).toBe(true);
    }
    reader.letGo();
    const [{ offset, length }] = places as [{ offset: number; length: number }];
    expect(reader.read(offset, length).equals(lines[0]!)).toBe(true);
    reader.close();
  });

  it('say of a folder that cannot be written which option named it', () => {
    const file = join(spillFolder(), 'file');
    writeFileSync(file, '');
    const through = join(file, 'folder');
    expect(() => openSpillFile(through, 'lines')).toThrow(/with -o\.$/);
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = through;
    try {
      expect(() => openSpillFile(tmpdir(), 'lines')).toThrow(/with TMPDIR\.$/);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
  });

  it('read a large file in memory that does not grow with it', () => {
    const descriptor = openSpillFile(spillFolder(), 'lines');
    const spill = new FlowSpill(descriptor);
    const line = Buffer.alloc(1 << 12, 'line');
    for (let i = 0; i < 1 << 13; i++) spill.append(line, line.length);
    spill.flush();
    const reader = new SpillReader(descriptor);
    const buffers = new Set<ArrayBufferLike>();
    for (let i = 0; i < 1 << 13; i++) {
      const read = reader.read(i * line.length, line.length);
      if (i % 97 === 0) expect(read.equals(line)).toBe(true);
      buffers.add(read.buffer);
    }
    // 32 MiB through 96 pages of 64 KiB.
    expect(buffers.size).toBe(96);
    reader.close();
  });

  it('copy what is appended: the caller may write over it', () => {
    const descriptor = openSpillFile(spillFolder(), 'lines');
    const spill = new FlowSpill(descriptor);
    const line = Buffer.from('first');
    spill.append(line, 3);
    line.fill('x');
    spill.flush();
    const reader = new SpillReader(descriptor);
    expect(reader.read(0, 3).toString()).toBe('fir');
    reader.close();
  });

  it('say so where a line is not in the file, instead of giving other bytes', () => {
    const descriptor = openSpillFile(spillFolder(), 'lines');
    const spill = new FlowSpill(descriptor);
    spill.append(Buffer.from('short'), 5);
    spill.flush();
    const reader = new SpillReader(descriptor);
    expect(() => reader.read(0, 6)).toThrow('not in its spill file');
    expect(() => reader.read(100, 1)).toThrow('not in its spill file');
    reader.close();
  });
});

describe('openSpillFile', () => {
  it('leaves no file in the folder, not even while it is written', () => {
    const folder = spillFolder();
    const descriptor = openSpillFile(folder, 'lines');
    new FlowSpill(descriptor).flush();
    expect(readdirSync(folder)).toEqual([]);
    closeSync(descriptor);
  });

  it('takes no file away that stands there under the name it was given', () => {
    const folder = spillFolder();
    writeFileSync(join(folder, 'lines'), 'precious');
    closeSync(openSpillFile(folder, 'lines'));
    expect(readFileSync(join(folder, 'lines'), 'utf8')).toBe('precious');
  });

  it('gives two runs in one folder a file each', () => {
    const folder = spillFolder();
    const [one, two] = [openSpillFile(folder, 'lines'), openSpillFile(folder, 'lines')];
    const spill = new FlowSpill(one);
    spill.append(Buffer.from('mine'), 4);
    spill.flush();
    expect(fstatSync(two).size).toBe(0);
    closeSync(one);
    closeSync(two);
  });

  it('says what to change where the folder cannot be written to', () => {
    let thrown: unknown;
    try {
      openSpillFile(join(spillFolder(), 'absent'), 'lines');
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UserError);
    expect(thrown).toMatchObject({
      exitCode: 74,
      message: expect.stringContaining('there is no such folder. Make it, or name another one'),
    });
  });
});
