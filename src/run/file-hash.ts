// SHA-256 of a file, streamed; capture files and logs are named by it in the manifest.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Undefined when `isEnough` came true before the end. */
export async function fileSha256(path: string, isEnough: () => boolean = () => false): Promise<string | undefined> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    if (isEnough()) return undefined;
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/** One after the other: the disk and the second core are busy with the analysis. Undefined for files that were left out when `isEnough` came true. */
export async function hashFiles(
  files: readonly { readonly path: string }[],
  isEnough: () => boolean = () => false,
): Promise<(string | undefined)[]> {
  const hashes: (string | undefined)[] = [];
  for (const { path } of files) hashes.push(isEnough() ? undefined : await fileSha256(path, isEnough));
  return hashes;
}
