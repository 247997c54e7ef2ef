// What a run wrote into its folder, as text and as records.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every file of the folder, hidden ones included, by name. */
export function writtenFiles(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

/** The records of an NDJSON file; every line must be one. */
export function recordsOf<T>(text: string | undefined): T[] {
  if (text === undefined) throw new Error('the file is absent');
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}
