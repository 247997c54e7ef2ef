// The version of this package, from its own package.json: the same file beside src/ and beside dist/.

import { readFileSync } from 'node:fs';

export function toolVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
