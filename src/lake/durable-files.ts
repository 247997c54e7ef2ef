// What must be on the disk before something else counts: files and folders that a power cut may not empty (fsync, POSIX.1-2017).

import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, relative } from 'node:path';

/** File systems that cannot sync a folder say so with one of these; there is nothing more to be had from them. */
const CANNOT_SYNC: ReadonlySet<unknown> = new Set(['EINVAL', 'ENOTSUP', 'EISDIR']);

/** The bytes are on the disk when this returns. */
export function writeDurably(path: string, text: string): void {
  const descriptor = openSync(path, 'w');
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Files with their bytes, folders with their entries. All at once: a file system writes its journal once for many that wait. */
export async function syncPaths(paths: Iterable<string>): Promise<void> {
  await Promise.all([...paths].map(syncPath));
}

/** The folders from `root` down to those that hold these files, `root` among them. */
export function foldersOf(root: string, files: Iterable<string>): Set<string> {
  const folders = new Set<string>([root]);
  for (const file of files) {
    for (let folder = dirname(file); isBelow(root, folder) && !folders.has(folder); folder = dirname(folder))
      folders.add(folder);
  }
  return folders;
}

function isBelow(root: string, folder: string): boolean {
  const path = relative(root, folder);
  return path !== '' && !path.startsWith('..');
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!CANNOT_SYNC.has((error as NodeJS.ErrnoException).code)) throw error;
  } finally {
    await handle.close();
  }
}
