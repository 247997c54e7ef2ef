// A lake on disk: opened or made, its commits read, captures committed by one link() each. Several processes may write to one lake.
// Invariant: readers see a capture whole or not at all, whatever died when.

import { existsSync, linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { type CaptureCommit, readCommit } from './capture-commit.ts';
import { DurableTree, syncPaths, writeDurably } from './durable-files.ts';
import { dayOf, LAKE_SCHEMA, type LakeTable, lakePath, stagedName } from './lake-layout.ts';
import { makeFolder } from './make-folder.ts';
import { storing, storingAll } from './storage-error.ts';

const EX_DATAERR = 65;
const EX_NOINPUT = 66;

export interface QuarantineRecord {
  readonly id: string;
  readonly captures: readonly string[];
  readonly reason: string;
  readonly attempts: number;
}

/** Inclusive, `2026-11-01`; undefined: without end. */
export interface LakeDays {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export class Lake {
  readonly root: string;
  readonly #tree: DurableTree;

  private constructor(root: string) {
    this.root = root;
    this.#tree = new DurableTree(root);
  }

  /** Makes the lake where there is none, if `create`. UserError for a folder that is none of ours, or of a newer version. */
  static open(root: string, create: boolean): Lake {
    const file = lakePath(root, 'lake.json');
    if (!existsSync(file)) {
      if (!create)
        throw new UserError(`${root}: no lake there. "cipherscope batch … --lake ${root}" makes one.`, EX_NOINPUT);
      if (existsSync(root) && readdirSync(root).length > 0) {
        throw new UserError(`${root}: a folder with other things in it, and no lake. Name an empty or a new folder.`);
      }
      const lake = new Lake(root);
      lake.#attempt(() => {
        makeFolder(lakePath(root, 'captures'));
        lake.#writeSchema();
      });
      return lake;
    }
    const version = schemaOf(file);
    if (version > LAKE_SCHEMA) {
      throw new UserError(
        `${root}: written by a newer cipherscope (lake schema ${version}, this one knows ${LAKE_SCHEMA}). Update cipherscope, or use another lake.`,
        EX_DATAERR,
      );
    }
    const lake = new Lake(root);
    // What older versions wrote can be read as it is; they could not read what comes now.
    if (create && version < LAKE_SCHEMA) lake.#attempt(() => lake.#writeSchema());
    return lake;
  }

  /** All commits, by id. Records that cannot be read are left out and named. */
  commits(): { commits: CaptureCommit[]; damaged: string[] } {
    const folder = lakePath(this.root, 'captures');
    const commits: CaptureCommit[] = [];
    const damaged: string[] = [];
    for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
      if (!name.endsWith('.json')) continue;
      const commit = readCommit(readFileSync(join(folder, name), 'utf8'));
      if (commit === undefined) damaged.push(`captures/${name}`);
      else commits.push(commit);
    }
    return { commits, damaged };
  }

  has(id: string): boolean {
    return existsSync(this.#commitPath(id));
  }

  /** A folder for the work on one capture; `worker` keeps two that work on the same one apart. */
  stagingFolder(id: string, worker: string): string {
    const folder = lakePath(this.root, '.staging', `${id}.${worker}`);
    rmSync(folder, { recursive: true, force: true });
    this.#attempt(() => makeFolder(folder));
    return folder;
  }

  /** Moves the staged files to their places and links the commit record, each step on the disk before the next: a record that survives a power cut
   *  has all its files. False: somebody committed the same capture before. */
  commit(staging: string, commit: CaptureCommit): Promise<boolean> {
    return storingAll(this.root, async () => {
      const record = join(staging, 'commit.json');
      writeFileSync(record, `${JSON.stringify(commit)}\n`);
      await syncPaths([record, ...commit.files.map((file) => join(staging, stagedName(file)))]);
      const targets = commit.files.map((file) => lakePath(this.root, file));
      for (const [i, target] of targets.entries()) {
        makeFolder(dirname(target));
        renameSync(join(staging, stagedName(commit.files[i] ?? '')), target);
      }
      await this.#tree.sync(targets);
      const isNew = linked(record, this.#commitPath(commit.capture_id));
      if (isNew) await this.#tree.sync([this.#commitPath(commit.capture_id)]);
      await rm(staging, { recursive: true, force: true });
      if (isNew) rmSync(lakePath(this.root, 'quarantine', `${commit.capture_id}.json`), { force: true });
      return isNew;
    });
  }

  /** Sets a capture aside that could not be analysed. */
  quarantine(record: QuarantineRecord): void {
    this.#attempt(() => {
      const folder = lakePath(this.root, 'quarantine');
      makeFolder(folder);
      const path = join(folder, `${record.id}.json`);
      writeDurably(`${path}.new`, `${JSON.stringify(record)}\n`);
      renameSync(`${path}.new`, path);
    });
  }

  /** A record that cannot be read stands for a capture that nobody can name. */
  quarantined(): QuarantineRecord[] {
    const folder = lakePath(this.root, 'quarantine');
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
    return names.sort().map((name) => quarantineOf(name.slice(0, -5), readFileSync(join(folder, name), 'utf8')));
  }

  /** Takes a capture out: first its commit, then its files. */
  remove(commit: CaptureCommit): void {
    this.#attempt(() => {
      rmSync(this.#commitPath(commit.capture_id), { force: true });
      for (const file of commit.files) rmSync(lakePath(this.root, file), { force: true });
    });
  }

  /** Removes what workers that died have left, by the names that they gave to stagingFolder(). */
  sweep(isDead: (worker: string) => boolean): void {
    const folder = lakePath(this.root, '.staging');
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const worker = name.slice(name.indexOf('.') + 1);
      if (isDead(worker)) this.#attempt(() => rmSync(join(folder, name), { recursive: true, force: true }));
    }
  }

  /** Files of a table, of the commits and days that are wanted. `missing`: files that commits name and somebody deleted. */
  tableFiles(
    table: LakeTable,
    commits: readonly CaptureCommit[],
    days: LakeDays = {},
  ): { files: string[]; missing: string[] } {
    const files: string[] = [];
    const missing: string[] = [];
    for (const commit of commits) {
      for (const file of commit.files) {
        if (!file.startsWith(`${table}/`)) continue;
        const day = dayOf(file);
        if (day !== undefined && ((days.from ?? day) > day || (days.to ?? day) < day)) continue;
        const path = lakePath(this.root, file);
        if (existsSync(path)) files.push(path);
        else missing.push(file);
      }
    }
    return { files, missing };
  }

  #writeSchema(): void {
    const file = lakePath(this.root, 'lake.json');
    writeDurably(`${file}.new`, `${JSON.stringify({ lake_schema: LAKE_SCHEMA })}\n`);
    renameSync(`${file}.new`, file);
  }

  #commitPath(id: string): string {
    return lakePath(this.root, 'captures', `${id}.json`);
  }

  #attempt<T>(work: () => T): T {
    return storing(this.root, work);
  }
}

function quarantineOf(id: string, text: string): QuarantineRecord {
  try {
    const value = JSON.parse(text) as Partial<QuarantineRecord>;
    if (Array.isArray(value.captures) && typeof value.reason === 'string') return value as QuarantineRecord;
  } catch {
    // Told below.
  }
  return { id, captures: [], reason: `its record is damaged: quarantine/${id}.json`, attempts: 0 };
}

function schemaOf(file: string): number {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as { lake_schema?: unknown };
    if (typeof value.lake_schema === 'number') return value.lake_schema;
  } catch {
    // The message below says it.
  }
  throw new UserError(`${file}: damaged. It should read {"lake_schema":${LAKE_SCHEMA}}.`, EX_DATAERR);
}

/** False: the name was taken. */
function linked(record: string, path: string): boolean {
  try {
    linkSync(record, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}
