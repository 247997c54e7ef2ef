// What a person reads when an output file cannot be written: the path, the cause, and what to change. Exit code 74 (EX_IOERR, sysexits.h).

import { UserError } from '../base/user-error.ts';
import { visibleText } from './safe-text.ts';

const EX_IOERR = 74;

/** What was named, and with what: `a folder` with `-o`, `a file` with `--pcap`. */
export interface OutputPlace {
  readonly noun: 'folder' | 'file';
  readonly option: string;
}

const OUTPUT_FOLDER: OutputPlace = { noun: 'folder', option: '-o' };

/** Any error of a file operation on `path` as a UserError; an error without an errno code is a bug and stays as it is. */
export function outputError(error: unknown, path: string, place: OutputPlace = OUTPUT_FOLDER): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (error instanceof UserError || code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
  const remedy = REMEDY[code]?.(place) ?? `${code}. ${another(place)}`;
  return new UserError(`Cannot write ${visibleText(path)}: ${remedy}`, EX_IOERR, { cause: error });
}

const another = ({ noun, option }: OutputPlace) => `Name another ${noun} with ${option}.`;
const elsewhere = ({ noun, option }: OutputPlace) => `name a ${noun} on another disk with ${option}.`;
/** Only the files of a folder are written beside the old ones and then take their names. */
const older = (place: OutputPlace) => (place === OUTPUT_FOLDER ? ' Files of an earlier run are still in place.' : '');

const REMEDY: Record<string, (place: OutputPlace) => string> = {
  ENOSPC: (place) => `no space is left on the device. Free some space there, or ${elsewhere(place)}${older(place)}`,
  EDQUOT: (place) => `your disk quota is used up. Free some space, or ${elsewhere(place)}${older(place)}`,
  EACCES: ({ noun, option }) =>
    `permission denied. Change the permissions of the folder, or name ${noun === 'folder' ? 'one' : 'a file'} that you may write to with ${option}.`,
  EPERM: ({ noun, option }) => `operation not permitted. Name a ${noun} that you may write to with ${option}.`,
  EROFS: ({ noun, option }) => `the file system is read-only. Name a ${noun} on another one with ${option}.`,
  ENOTDIR: (place) => `a part of the path is a file, not a folder. ${another(place)}`,
  EEXIST: (place) => `there is a file of that name where a folder is needed. ${another(place)}`,
  EISDIR: ({ noun, option }) => `there is a folder of that name. Move it away, or name another ${noun} with ${option}.`,
  ENOENT: () => `there is no such folder. Make it, or name another one.`,
  ENAMETOOLONG: ({ option }) => `the path is too long for the file system. Name a shorter one with ${option}.`,
  EMFILE: () => `too many files are open. Raise the limit with ulimit -n.`,
  EIO: (place) => `the device reports an input/output error. Check the disk, or ${elsewhere(place)}`,
};
