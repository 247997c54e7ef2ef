// Reads telemetry files: the only file of this folder that touches the file system. Streams lines in bounded memory, unpacks gzip, turns
// UTF-16 (a PowerShell redirect writes it) into UTF-8, hashes what is on disk, and walks folders in sorted order. Who reads the lines is chosen from
// the first of them; a file is read once.

import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  type Dirent,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { createGunzip, type Gunzip } from 'node:zlib';
import { UserError } from '../base/user-error.ts';
import { collectionDevice, DEVICE_FILE } from './collection-device.ts';
import { isGzip } from './content-kind.ts';
import { type ChooseReader, DeferredLines } from './deferred-lines.ts';
import { LineSplitter } from './line-splitter.ts';
import { LogText } from './log-text.ts';

export interface LogFilePlace {
  readonly path: string;
  /** Base name, or the path below the folder that was given. */
  readonly name: string;
  /** What the operator typed; several where a file and its folder were given. */
  readonly given: string[];
  /** True when only a folder was given: what cannot be read there is skipped with a word, not an error. */
  fromFolder: boolean;
  /** Of the collection that the file lies in. */
  readonly device?: string | undefined;
}

export interface SkippedFile {
  readonly file: string;
  /** Continues the sentence that begins with the file's name. */
  readonly reason: string;
}

export interface LogFileResult {
  /** Of the bytes on disk; undefined for a skipped file. */
  readonly sha256: string | undefined;
  /** Why the file was not read: it is binary, or `choose` found no reader. */
  readonly skipped: string | undefined;
  /** Why its end was not read: damaged gzip, or more text than a log may have. */
  readonly cut: string | undefined;
}

const CHUNK_BYTES = 256 * 1024;
const MAX_DEVICE_BYTES = 4096;
const MAX_FOLDER_DEPTH = 4;
const MAX_FOLDER_FILES = 10_000;

/** Files of the given paths, folders walked in sorted order. Throws a UserError where a path does not exist. */
export function listLogFiles(paths: readonly string[]): { files: LogFilePlace[]; skipped: SkippedFile[] } {
  const files: LogFilePlace[] = [];
  const skipped: SkippedFile[] = [];
  const seen = new Map<string, LogFilePlace>();
  for (const given of paths) {
    if (statOf(given).isDirectory()) walk(given, given, '', 1, undefined);
    else add({ path: given, name: basename(given), given: [given], fromFolder: false });
  }
  return { files, skipped };

  function walk(given: string, folder: string, prefix: string, depth: number, above: string | undefined): void {
    const entries = sortedEntries(folder);
    const device = entries.some((entry) => entry.name === DEVICE_FILE && entry.isFile())
      ? (deviceOf(join(folder, DEVICE_FILE)) ?? above)
      : above;
    for (const entry of entries) {
      const name = prefix + entry.name;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) {
        if (depth < MAX_FOLDER_DEPTH) walk(given, join(folder, entry.name), `${name}/`, depth + 1, device);
        else skipped.push({ file: name, reason: `lies deeper than ${MAX_FOLDER_DEPTH} folders` });
        continue;
      }
      const reason = entry.isSymbolicLink()
        ? linkFault(join(folder, entry.name))
        : entry.isFile()
          ? undefined
          : 'is not a regular file';
      if (reason !== undefined) skipped.push({ file: name, reason });
      else if (files.length >= MAX_FOLDER_FILES)
        skipped.push({ file: name, reason: `comes after ${MAX_FOLDER_FILES} other files` });
      else add({ path: join(folder, entry.name), name, given: [given], fromFolder: true, device });
    }
  }

  function add(place: LogFilePlace): void {
    const file = targetOf(place.path);
    const known = seen.get(file);
    if (known === undefined) {
      seen.set(file, place);
      files.push(place);
      return;
    }
    known.given.push(...place.given);
    known.fromFolder &&= place.fromFolder;
  }
}

/** Of a link in a folder; undefined: it leads to a file. Folders are not followed: one link could lead to all that there is. */
function linkFault(path: string): string | undefined {
  try {
    const target = statSync(path);
    if (target.isFile()) return undefined;
    return target.isDirectory()
      ? 'is a link to a folder, which is not followed: name that with -t as well'
      : 'is a link to what is no regular file';
  } catch {
    return 'is a link that leads nowhere';
  }
}

/** One name for a file that has several. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function deviceOf(path: string): string | undefined {
  try {
    const buffer = Buffer.alloc(MAX_DEVICE_BYTES);
    const file = openSync(path, 'r');
    try {
      return collectionDevice(buffer.toString('utf8', 0, readSync(file, buffer, 0, MAX_DEVICE_BYTES, 0)));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw readError(error, path);
  }
}

/** Reads one file. `choose` sees its first lines. Throws a UserError where the file cannot be opened or read. */
export async function readLogFile(path: string, choose: ChooseReader): Promise<LogFileResult> {
  const hash = createHash('sha256');
  const lines = new DeferredLines(choose);
  const text = new LogText(new LineSplitter(lines), lines);
  let gunzip: Gunzip | undefined;
  let first = true;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      if (first && isGzip(chunk)) gunzip = text.unpackFrom(createGunzip());
      first = false;
      if (gunzip === undefined) text.push(chunk);
      else if (text.cut === undefined) await written(gunzip, chunk);
      if (text.failure !== undefined) throw text.failure;
      if (text.skipped !== undefined) return { sha256: undefined, skipped: text.skipped, cut: undefined };
    }
  } catch (error) {
    throw readError(error, path);
  }
  if (gunzip !== undefined && text.cut === undefined) await ended(gunzip);
  text.end();
  if (text.failure !== undefined) throw text.failure;
  return { sha256: text.skipped === undefined ? hash.digest('hex') : undefined, skipped: text.skipped, cut: text.cut };
}

/** Resolves once the chunk is unpacked, or refused: zlib never answers the write that it fails on, it only closes. */
function written(gunzip: Gunzip, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      gunzip.removeListener('close', done);
      resolve();
    };
    gunzip.once('close', done);
    gunzip.write(chunk, done);
  });
}

function ended(gunzip: Gunzip): Promise<void> {
  return new Promise((resolve) => {
    gunzip.once('close', resolve);
    gunzip.end();
  });
}

function sortedEntries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw readError(error, folder);
  }
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw readError(error, path);
  }
}

function readError(error: unknown, path: string): unknown {
  const code = (error as { code?: unknown }).code;
  if (code === 'ENOENT') return new UserError(`-t ${path}: there is no such file or folder`, 66);
  if (code === 'ELOOP') return new UserError(`-t ${path}: is a link that leads back to itself (ELOOP)`, 66);
  if (code === 'ENXIO') return new UserError(`-t ${path}: is a socket or a device, not a file (ENXIO)`, 74);
  // Whatever the system refused is the user's to change; what Node.js refused before it asked the system is a bug.
  if ((error as { syscall?: unknown }).syscall !== undefined)
    return new UserError(`-t ${path}: cannot be read (${String(code)}). Check its permissions.`, 74);
  return error;
}
