// What stays and what goes: a case holds captures and logs by their hashes, pruning removes what is old and not held, and leaves a tombstone.

import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/user-error.ts';
import type { CaptureCommit } from './capture-commit.ts';
import { appendDurably } from './durable-files.ts';
import type { Lake } from './lake.ts';
import { lakePath } from './lake-layout.ts';
import { makeFolder } from './make-folder.ts';
import { storing } from './storage-error.ts';

export interface HoldRecord {
  readonly case: string;
  readonly reason: string;
  readonly captures: readonly string[];
  /** What was copied, by hash, and what is gone or has changed since its import. */
  readonly kept: readonly { readonly file: string; readonly sha256: string }[];
  readonly lost: readonly { readonly file: string; readonly sha256: string; readonly why: string }[];
}

const SHA256 = /^[0-9a-f]{64}$/;
const CHUNK_BYTES = 1 << 20;
const EX_DATAERR = 65;
const CASE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Copies the captures and logs of the commits into the case, each under its hash, and holds the commits. */
export function holdCase(lake: Lake, name: string, reason: string, commits: readonly CaptureCommit[]): HoldRecord {
  if (!CASE_NAME.test(name)) {
    throw new UserError(`${name}: no name for a case. Use letters, digits, dots, dashes and underscores, 64 at most.`);
  }
  return storing(lake.root, () => heldCase(lake, name, reason, commits));
}

function heldCase(lake: Lake, name: string, reason: string, commits: readonly CaptureCommit[]): HoldRecord {
  const folder = lakePath(lake.root, 'holds', name);
  makeFolder(join(folder, 'objects'));
  const before = readHold(folder);
  const kept = new Map((before?.kept ?? []).map((one) => [one.sha256, one]));
  const lost = new Map((before?.lost ?? []).map((one) => [one.sha256, one]));
  for (const { file, sha256, path } of commits.flatMap(({ captures, telemetry }) => [...captures, ...telemetry])) {
    const why = copyObject(path, join(folder, 'objects', sha256), sha256);
    if (why === undefined) {
      kept.set(sha256, { file, sha256 });
      lost.delete(sha256);
    } else lost.set(sha256, { file, sha256, why });
  }
  const record: HoldRecord = {
    case: name,
    reason,
    captures: [...new Set([...(before?.captures ?? []), ...commits.map(({ capture_id }) => capture_id)])].sort(),
    kept: [...kept.values()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1)),
    lost: [...lost.values()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1)),
  };
  writeFileSync(join(folder, 'case.json.new'), `${JSON.stringify(record, undefined, 2)}\n`);
  renameSync(join(folder, 'case.json.new'), join(folder, 'case.json'));
  return record;
}

export function holds(lake: Lake): HoldRecord[] {
  const folder = lakePath(lake.root, 'holds');
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return names.flatMap((name) => readHold(join(folder, name)) ?? []);
}

export interface Pruned {
  readonly removed: readonly CaptureCommit[];
  /** Old enough, but held by a case. */
  readonly held: readonly CaptureCommit[];
}

/** Removes captures whose last packet came before `beforeUs`. `dry`: only says what it would do. */
export function prune(lake: Lake, beforeUs: number, policy: string, dry: boolean): Pruned {
  const heldIds = new Set(holds(lake).flatMap(({ captures }) => captures));
  const old = lake.commits().commits.filter((commit) => (commit.last_us ?? 0) < beforeUs);
  const held = old.filter(({ capture_id }) => heldIds.has(capture_id));
  const removed = old.filter(({ capture_id }) => !heldIds.has(capture_id));
  if (!dry) {
    for (const commit of removed) {
      // First the stone, on the disk: whatever dies in between, and be it the machine, nothing is gone without a trace.
      const stone = `${JSON.stringify(tombstone(commit, policy))}\n`;
      storing(lake.root, () => appendDurably(lakePath(lake.root, 'tombstones.ndjson'), stone));
      lake.remove(commit);
    }
  }
  return { removed, held };
}

function tombstone(
  { capture_id, captures, device, first_us, last_us, rows, config_sha256, tool_version }: CaptureCommit,
  policy: string,
) {
  return {
    capture_id,
    captures: captures.map(({ file, sha256 }) => ({ file, sha256 })),
    device,
    ...(first_us === undefined ? {} : { first_us }),
    ...(last_us === undefined ? {} : { last_us }),
    rows,
    config_sha256,
    tool_version,
    policy,
  };
}

/** Undefined, or why the object could not be kept. */
function copyObject(source: string, target: string, sha256: string): string | undefined {
  // It names a file of the case.
  if (!SHA256.test(sha256)) return 'has no hash in its record';
  if (existsSync(target)) return undefined;
  try {
    copyFileSync(source, `${target}.new`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      rmSync(`${target}.new`, { force: true });
      throw error;
    }
    return `cannot be read any more (${code})`;
  }
  if (sha256Of(`${target}.new`) !== sha256) {
    rmSync(`${target}.new`, { force: true });
    return 'has changed since it was imported';
  }
  renameSync(`${target}.new`, target);
  return undefined;
}

/** A chunk at a time: captures are larger than memory, and than what Node reads at once. */
function sha256Of(path: string): string {
  const sum = createHash('sha256');
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  const descriptor = openSync(path, 'r');
  try {
    for (;;) {
      const read = readSync(descriptor, chunk);
      if (read === 0) return sum.digest('hex');
      sum.update(chunk.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
}

/** UserError where it is damaged: what a case holds must not be pruned because nobody can read which that is. */
function readHold(folder: string): HoldRecord | undefined {
  const path = join(folder, 'case.json');
  if (!existsSync(path)) return undefined;
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as HoldRecord;
    if ([value.captures, value.kept, value.lost].every(Array.isArray)) return value;
  } catch {
    // The message below says it.
  }
  throw new UserError(
    `${path}: damaged: which captures the case holds cannot be told. Restore it from a copy.`,
    EX_DATAERR,
  );
}
