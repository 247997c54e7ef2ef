// Is our port of the censor's rule the censor's? Payloads that its authors sent past the real one, and whether it blocked them.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proportion } from '../proportion.mjs';
import { looksFullyEncrypted } from './baselines.mjs';

const FILES = ['test-entropy__test-pops.out', 'test-printable-longest-run__test-printable.out'];

/** `{ agree, disagree: [{ file, line, blocked }] }`, or undefined without the corpus. */
export function censorCheck(shared) {
  const folder = join(shared, 'corpora/gfw-fully-encrypted');
  if (!existsSync(folder)) return undefined;
  const disagree = [];
  let rows = 0;
  for (const file of FILES) {
    const [header, ...lines] = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
    const [payload, affected] = ['payload', 'affected'].map((name) => header.split(',').indexOf(name));
    for (const [i, line] of lines.entries()) {
      const cells = line.split(',');
      const blocked = cells[affected] === 'true';
      rows += 1;
      if (looksFullyEncrypted(Buffer.from(cells[payload], 'hex')) !== blocked)
        disagree.push({ file, line: i + 2, blocked });
    }
  }
  return { agree: proportion(rows - disagree.length, rows), disagree };
}
