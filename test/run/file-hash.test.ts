import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileSha256, hashFiles } from '../../src/run/file-hash.ts';
import { outputFolder } from '../support/output-folder.ts';

/** More than one chunk. */
const LARGE = Buffer.alloc(3_000_001, 'cipherscope');

async function files(): Promise<{ path: string }[]> {
  const folder = await outputFolder();
  const paths = ['empty', 'large'].map((name) => join(folder, name)) as [string, string];
  writeFileSync(paths[0], '');
  writeFileSync(paths[1], LARGE);
  return paths.map((path) => ({ path }));
}

describe('hashFiles', () => {
  it('gives the SHA-256 of each file, in order', async () => {
    expect(await hashFiles(await files())).toEqual([
      // FIPS 180-4: of the empty message.
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      createHash('sha256').update(LARGE).digest('hex'),
    ]);
  });

  it('leaves off when it is told that it is enough', async () => {
    let chunks = 0;
    const hashes = await hashFiles(await files(), () => ++chunks > 2);
    expect(hashes).toEqual([expect.stringMatching(/^e3b0/), undefined]);
  });
});

describe('fileSha256', () => {
  it('rejects where there is no file', async () => {
    await expect(fileSha256(join(await outputFolder(), 'absent'))).rejects.toThrow('ENOENT');
  });
});
