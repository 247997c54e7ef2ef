import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readPack, writePack } from '../../src/report/pack-archive.ts';
import { testFolder } from '../support/native-records.ts';

const FILES = new Map([
  ['a.json', Buffer.from('{}')],
  ['b.txt', Buffer.from('text'.repeat(1000))],
]);

describe('an evidence pack on disk', () => {
  it.each(['pack', 'pack.zip'])('is read as it was written: %s', (name) => {
    const path = join(testFolder(), name);
    writePack(path, FILES);
    expect([...readPack(path)].map(([file, bytes]) => [file, Buffer.from(bytes).toString()])).toEqual(
      [...FILES].map(([file, bytes]) => [file, bytes.toString()]),
    );
    expect(() => writePack(path, FILES)).toThrow('there is something already');
  });

  it('is the same bytes for the same files', () => {
    const [one, two] = [join(testFolder(), 'one.zip'), join(testFolder(), 'two.zip')];
    writePack(one, FILES);
    writePack(two, FILES);
    expect(readFileSync(one)).toEqual(readFileSync(two));
  });

  it('that is none, is damaged, or would leave its place, is refused', () => {
    const folder = testFolder();
    const damaged = join(folder, 'damaged.zip');
    writePack(damaged, FILES);
    writeFileSync(damaged, readFileSync(damaged).subarray(0, 60));
    const escaping = join(folder, 'escaping.zip');
    writeFileSync(escaping, zipSync({ '../evil.txt': Buffer.from('x') }));
    const many = join(folder, 'many.zip');
    writeFileSync(many, zipSync(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}`, Buffer.alloc(0)]))));
    const nested = join(folder, 'nested');
    mkdirSync(join(nested, 'inner'), { recursive: true });
    for (const path of [damaged, escaping, many, nested])
      expect(() => readPack(path), path).toThrow(/no evidence pack, or a damaged one/);
    expect(() => readPack(join(folder, 'gone.zip'))).toThrow(/no such file or folder/);
  });
});
