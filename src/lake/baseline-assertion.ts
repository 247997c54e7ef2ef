// Who says that an app's baseline is what the app should do. A baseline that only grew out of what was seen first is unvetted: an app that was
// bad from the start would be usual.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { UserError } from '../base/user-error.ts';
import type { Lake } from './lake.ts';
import { lakePath } from './lake-layout.ts';
import { storing } from './storage-error.ts';

export interface BaselineAssertion {
  readonly app: string;
  readonly owner: string;
  readonly reason: string;
  /** Sessions up to this capture were looked at. */
  readonly until_us: number;
}

const FILE = 'baseline-assertions.json';

export function readAssertions(lake: Lake): BaselineAssertion[] {
  const path = lakePath(lake.root, FILE);
  if (!existsSync(path)) return [];
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (Array.isArray(value)) return value as BaselineAssertion[];
  } catch {
    // The message below says it.
  }
  throw new UserError(`${path}: damaged. It should hold a list of assertions; restore it, or remove it to begin anew.`);
}

/** One assertion an app: a new one takes the place of the old. */
export function assertBaseline(lake: Lake, assertion: BaselineAssertion): void {
  const others = readAssertions(lake).filter(({ app }) => app !== assertion.app);
  const all = [...others, assertion].sort((a, b) => (a.app < b.app ? -1 : 1));
  const path = lakePath(lake.root, FILE);
  storing(lake.root, () => {
    writeFileSync(`${path}.new`, `${JSON.stringify(all, undefined, 2)}\n`);
    renameSync(`${path}.new`, path);
  });
}
