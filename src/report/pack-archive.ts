// Files of an evidence pack, as a folder or as a zip (fflate). The same files make the same bytes: no times, no owners. Reading trusts nothing: sizes
// and names are looked at before anything is unpacked, no name leaves the pack, and a zip holds nothing but its files.

import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { UserError } from '../base/user-error.ts';
import { makeFolder } from '../lake/make-folder.ts';
import { outputError } from './output-error.ts';
import { visibleText } from './safe-text.ts';
import { zipFault } from './zip-frame.ts';

export type PackFiles = ReadonlyMap<string, Uint8Array>;

/** The first day that a zip can name: the times of its files are nobody's. */
const ZIP_EPOCH = new Date(1980, 0, 1);
const MAX_FILES = 64;
const MAX_BYTES = 512 << 20;
const PLAIN_NAME = /^[a-z0-9][a-z0-9.-]{0,63}$/;
const EX_DATAERR = 65;
const EX_NOINPUT = 66;

/** A zip where the path ends so, a folder otherwise; whole or not at all. Neither is there yet. */
export function writePack(path: string, files: PackFiles): void {
  if (existsSync(path))
    throw new UserError(`${visibleText(path)}: there is something already. Name another file or folder.`);
  const staged = `${path}.new`;
  try {
    rmSync(staged, { recursive: true, force: true });
    if (path.endsWith('.zip'))
      writeFileSync(staged, zipSync(Object.fromEntries(files), { mtime: ZIP_EPOCH, level: 9 }));
    else {
      makeFolder(staged);
      for (const [name, bytes] of files) writeFileSync(join(staged, name), bytes);
    }
    renameSync(staged, path);
  } catch (error) {
    rmSync(staged, { recursive: true, force: true });
    throw outputError(error, path);
  }
}

export function readPack(path: string): PackFiles {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new UserError(`${visibleText(path)}: no such file or folder.`, EX_NOINPUT);
  return stats.isDirectory() ? readFolder(path) : readZip(path, stats.size);
}

function readFolder(path: string): PackFiles {
  const files = new Map<string, Uint8Array>();
  let bytes = 0;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    bytes += entry.isFile() ? statSync(join(path, entry.name)).size : 0;
    if (!entry.isFile() || !isPlain(entry.name, files.size, bytes)) throw noPack(path);
    files.set(entry.name, readFileSync(join(path, entry.name)));
  }
  return files;
}

function readZip(path: string, size: number): PackFiles {
  if (size > MAX_BYTES) throw noPack(path);
  let count = 0;
  let bytes = 0;
  let isGood = true;
  let unpacked: Record<string, Uint8Array>;
  const zip = readFileSync(path);
  try {
    unpacked = unzipSync(zip, {
      filter: ({ name, originalSize }) => {
        bytes += originalSize;
        isGood &&= isPlain(name, count++, bytes);
        return isGood;
      },
    });
  } catch {
    throw noPack(path);
  }
  if (!isGood || count !== Object.keys(unpacked).length) throw noPack(path);
  const files = new Map(Object.entries(unpacked));
  const fault = zipFault(zip, files);
  if (fault !== undefined)
    throw new UserError(
      `${visibleText(path)}: not as "cipherscope lake evidence" makes it: ${visibleText(fault)}. Nothing vouches for that; unpack it, and check the folder.`,
      EX_DATAERR,
    );
  return files;
}

function isPlain(name: string, count: number, bytes: number): boolean {
  return PLAIN_NAME.test(name) && count < MAX_FILES && bytes <= MAX_BYTES;
}

function noPack(path: string): UserError {
  return new UserError(
    `${visibleText(path)}: no evidence pack, or a damaged one. "cipherscope lake evidence" makes a folder or a .zip.`,
    EX_DATAERR,
  );
}
