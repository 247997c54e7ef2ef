// custody.ndjson: who took what, when, from which device, with the hash of every file. Each line carries the hash of the line before it, so that
// a line changed, dropped or put in later shows: of the last line, and of a file written anew, only to who has noted the last line's hash.

import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

/** What the first line follows. */
const NOTHING = '0'.repeat(64);

export interface CustodyEntry {
  readonly event: 'started' | 'taken' | 'ended';
  readonly [key: string]: unknown;
}

export class CustodyLog {
  readonly #path: string;
  readonly #now: () => Date;
  #previous = NOTHING;

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

export interface CustodyReading {
  /** Of the lines before the first that does not follow. */
  readonly entries: readonly Readonly<Record<string, unknown>>[];
  /** 1-based number of the first line that does not follow from the one before it; undefined where all do. */
  readonly brokenLine: number | undefined;
  /** As CustodyLog has it. */
  readonly lastSha256: string;
}

export function readCustody(path: string): CustodyReading {
  const entries: Record<string, unknown>[] = [];
  let previous = NOTHING;
  const lines = readFileSync(path, 'utf8').split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  const brokenAt = lines.findIndex((line) => {
    const entry = entryOf(line);
    if (entry?.previous_sha256 !== previous) return true;
    entries.push(entry);
    previous = sha256(line);
    return false;
  });
  return { entries, brokenLine: brokenAt < 0 ? undefined : brokenAt + 1, lastSha256: sha256(lines.at(-1) ?? '') };
}

function entryOf(line: string): Record<string, unknown> | undefined {
  try {
    return (JSON.parse(line) as Record<string, unknown> | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
