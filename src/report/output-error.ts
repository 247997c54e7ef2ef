// What a person reads when an output file cannot be written: the path, the cause, and what to change. Exit code 74 (EX_IOERR, sysexits.h).

import { UserError } from '../base/user-error.ts';
import { visibleText } from './safe-text.ts';

const EX_IOERR = 74;

/** Any error of a file operation on `path` as a UserError; an error without an errno code is a bug and stays as it is. */
export function outputError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (error instanceof UserError || code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
  const remedy = REMEDY[code] ?? `${code}. ${OTHER_FOLDER}`;
  return new UserError(`Cannot write ${visibleText(path)}: ${remedy}`, EX_IOERR, { cause: error });
}

const OTHER_FOLDER = 'Name another folder with -o.';
const REMEDY: Record<string, string> = {
  ENOSPC: `no space is left on the device. Free some space there, or name a folder on another disk with -o. Files of an earlier run are still in place.`,
  EDQUOT: `your disk quota is used up. Free some space, or name a folder on another disk with -o. Files of an earlier run are still in place.`,
  EACCES: `permission denied. Change the permissions of the folder, or name one that you may write to with -o.`,
  EPERM: `operation not permitted. Name a folder that you may write to with -o.`,
  EROFS: `the file system is read-only. Name a folder on another one with -o.`,
  ENOTDIR: `a part of the path is a file, not a folder. ${OTHER_FOLDER}`,
  EEXIST: `there is a file of that name where a folder is needed. ${OTHER_FOLDER}`,
  EISDIR: `there is a folder of that name. Move it away, or name another folder with -o.`,
  ENOENT: `there is no such folder. Make it, or name another one.`,
  ENAMETOOLONG: `the path is too long for the file system. Name a shorter one with -o.`,
  EMFILE: `too many files are open. Raise the limit with ulimit -n.`,
  EIO: `the device reports an input/output error. Check the disk, or name a folder on another one with -o.`,
};
