// Loads a module of dist/: Node 20 cannot load TypeScript in a worker, so whatever starts threads is tested as it was built.

import { existsSync } from 'node:fs';

/** `path` is relative to src/, with .ts. Rejects where dist/ is absent. */
export async function builtModule<Module>(path: string): Promise<Module> {
  const url = new URL(`../../dist/${path.replace(/\.ts$/, '.js')}`, import.meta.url);
  if (!existsSync(url)) throw new Error(`${url.pathname} is absent: npm run build`);
  return (await import(url.href)) as Module;
}
