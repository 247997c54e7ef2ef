// The committed tables of this evaluation and the corpora's own: tab-separated, a header line, no quoting.

import { readFileSync } from 'node:fs';

/** Rows as objects by column name. */
export function readTable(path) {
  const [header, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const names = header.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

/** A table that stands beside this file. */
export function ownTable(name) {
  return readTable(new URL(name, import.meta.url));
}
