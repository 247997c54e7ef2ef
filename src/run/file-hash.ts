// SHA-256 of a file, streamed; capture files and logs are named by it in the manifest.

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const CHUNK_BYTES = 1 << 20;

/** Undefined when `isEnough` came true before the end. */
export async function fileSha256(path: string, isEnough: () => boolean = () => false): Promise<string | undefined> {
  const hash = createHash('sha256');
  const file = await open(path);
  try {
    // One chunk, used again: a stream's would wait for a collection while the capture is analysed, and leave their holes to the process.
    const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) return hash.digest('hex');
      if (isEnough()) return undefined;
      hash.update(chunk.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
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
