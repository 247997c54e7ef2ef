// The key of an evidence pack's pseudonyms, and what they stand for: a file of the sender's own that never goes into the pack. Used again, it gives the
// same pseudonyms in the next pack.

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { UserError } from '../base/user-error.ts';
import { outputError } from '../report/output-error.ts';
import type { Pseudonyms } from '../report/pseudonyms.ts';
import { visibleText } from '../report/safe-text.ts';

const KEY_BYTES = 32;
const OWNER_ONLY = 0o600;

interface KeyFile {
  readonly key: string;
  readonly names: Readonly<Record<string, string>>;
}

/** Of the file, or new where there is none. */
export function readPackKey(path: string): PackKey {
  if (!existsSync(path)) return { bytes: randomBytes(KEY_BYTES), names: {} };
  try {
    const { key, names } = JSON.parse(readFileSync(path, 'utf8')) as KeyFile;
    const bytes = Buffer.from(key, 'hex');
    if (bytes.length === KEY_BYTES) return { bytes, names: { ...names } };
  } catch {
    // The message below says it.
  }
  throw new UserError(
    `${visibleText(path)}: no key of an evidence pack. Name one that "lake evidence" made, or a file that is not there yet.`,
  );
}

export interface PackKey {
  readonly bytes: Uint8Array;
  /** What earlier packs of the key called what. */
  readonly names: Readonly<Record<string, string>>;
}

export function writePackKey(path: string, { bytes, names }: PackKey, pseudonyms: Pseudonyms): void {
  const value: KeyFile = { key: Buffer.from(bytes).toString('hex'), names: { ...names, ...pseudonyms.table } };
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(value, undefined, 2)}\n`, { mode: OWNER_ONLY });
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw outputError(error, path, { noun: 'file', option: '--key' });
  }
}
