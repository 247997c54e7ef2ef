// custody.ndjson: who took what, when, from which device, with the hash of every file. Each line carries the hash of the line before it, so that
// a line changed, dropped or put in later shows: of the last line, and of a file written anew, only to who has noted the last line's hash.

import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

export interface CustodyEntry {
  readonly event: 'started' | 'taken' | 'ended';
  readonly [key: string]: unknown;
}

export class CustodyLog {
  readonly #path: string;
  readonly #now: () => Date;
  #previous = '0'.repeat(64);

  /** Begins the file anew. */
  constructor(path: string, now: () => Date) {
    this.#path = path;
    this.#now = now;
    writeFileSync(path, '');
  }

  /** SHA-256 of the last line, without its line end. */
  get lastSha256(): string {
    return this.#previous;
  }

  add(entry: CustodyEntry): void {
    const line = JSON.stringify({ time: this.#now().toISOString(), ...entry, previous_sha256: this.#previous });
    appendFileSync(this.#path, `${line}\n`);
    this.#previous = sha256(line);
  }
}

/** 1-based number of the first line that does not follow from the one before it; undefined where all do. */
export function brokenCustodyLine(path: string): number | undefined {
  let previous = '0'.repeat(64);
  const lines = readFileSync(path, 'utf8').split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  for (let i = 0; i < lines.length; i++) {
    try {
      if ((JSON.parse(lines[i]) as { previous_sha256?: unknown }).previous_sha256 !== previous) return i + 1;
    } catch {
      return i + 1;
    }
    previous = sha256(lines[i]);
  }
  return undefined;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
