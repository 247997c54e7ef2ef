// SHA-256 of a file, streamed; capture files and logs are named by it in the manifest.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** One after the other: the disk and the second core are busy with the analysis. */
export async function hashFiles(files: readonly { readonly path: string }[]): Promise<string[]> {
  const hashes: string[] = [];
  for (const { path } of files) hashes.push(await fileSha256(path));
  return hashes;
}
