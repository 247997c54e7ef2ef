// Where the labelled corpora and sample logs stand, if they do: beside the repository, or where CIPHERSCOPE_SHARED points. Absent on most machines.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of `relative` inside the shared folder, or undefined where it is absent. */
export function sharedFolder(relative = ''): string | undefined {
  const root = process.env['CIPHERSCOPE_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));
  const path = join(root, relative);
  return existsSync(path) ? path : undefined;
}
