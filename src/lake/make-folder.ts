// Makes a folder with all that is missing above it. Not by the `recursive` of Node's mkdir, which never ends where a file system such as /proc
// answers ENOENT for a folder whose parent is there.

import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Throws the error of the system call. */
export function makeFolder(path: string): void {
  const folder = resolve(path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(folder);
  // A parent that is a file is the error of what is made below it.
  if (statSync(parent, { throwIfNoEntry: false }) === undefined) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another run may have been faster; a file of that name is an error.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
