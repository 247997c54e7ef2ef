// Compiles src/ to dist/, from nothing, so that no file of a module that is gone stays behind.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { programOf, root, runNode } from './steps.mjs';

export function build() {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  return runNode([programOf('typescript', 'tsc'), '-p', 'tsconfig.json', '--pretty', 'false']);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { code, output } = await build();
  process.stdout.write(output);
  process.exitCode = code;
}
