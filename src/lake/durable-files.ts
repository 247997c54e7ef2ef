// What must be on the disk before something else counts: files and folders that a power cut may not empty (fsync, POSIX.1-2017).

import { closeSync, existsSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, relative } from 'node:path';

/** File systems that cannot sync a folder say so with one of these; there is nothing more to be had from them. */
const CANNOT_SYNC: ReadonlySet<unknown> = new Set(['EINVAL', 'ENOTSUP', 'EISDIR']);

/** The bytes are on the disk when this returns. */
export function writeDurably(path: string, text: string): void {
  putDurably(path, text, 'w');
}

/** The same behind what the file holds. A file that is new is on the disk with its name. */
export function appendDurably(path: string, text: string): void {
  const isNew = !existsSync(path);
  putDurably(path, text, 'a');
  if (isNew) syncFolder(dirname(path));
}

function putDurably(path: string, text: string, flags: 'w' | 'a'): void {
  const descriptor = openSync(path, flags);
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

/** A folder into whose folders files are moved, by this run and by others. */
export class DurableTree {
  readonly #root: string;
  /** Folders whose own entry, in the folder above, is on the disk. */
  readonly #anchored = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  /** The entries of these files are on the disk when this is done, and those of the folders down to them. */
  async sync(files: readonly string[]): Promise<void> {
    await syncPaths(this.pending(files));
    for (const folder of this.#foldersOf(files)) this.#anchored.add(folder);
  }

  /** The folders that are synced for these files: theirs, and those above that hold one of which this run does not know that it was synced there.
   *  Whoever made it may not have come to that. */
  pending(files: readonly string[]): Set<string> {
    const added = [...this.#foldersOf(files)].filter((folder) => !this.#anchored.has(folder));
    return new Set([...files, ...added].map((path) => dirname(path)));
  }

  #foldersOf(files: readonly string[]): Set<string> {
    const folders = new Set<string>();
    for (const file of files) {
      for (let folder = dirname(file); isBelow(this.#root, folder) && !folders.has(folder); folder = dirname(folder))
        folders.add(folder);
    }
    return folders;
  }
}

function isBelow(root: string, folder: string): boolean {
  const path = relative(root, folder);
  return path !== '' && !path.startsWith('..');
}

function syncFolder(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } catch (error) {
    refuseUnlessUnable(error);
  } finally {
    closeSync(descriptor);
  }
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    refuseUnlessUnable(error);
  } finally {
    await handle.close();
  }
}

function refuseUnlessUnable(error: unknown): void {
  if (!CANNOT_SYNC.has((error as NodeJS.ErrnoException).code)) throw error;
}
