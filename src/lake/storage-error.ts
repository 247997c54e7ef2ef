// What a person reads when a lake cannot be written to: a disk that is full, a folder that may not be written. Exit code 74 (EX_IOERR, sysexits.h).

import { UserError } from '../base/user-error.ts';

const EX_IOERR = 74;
const NO_SPACE = 'no space is left. Free some and run the same command again: what was committed stays.';
const REMEDY: Readonly<Record<string, string>> = {
  ENOSPC: NO_SPACE,
  EDQUOT: NO_SPACE,
  EACCES: 'may not be written to (EACCES). Change its permissions, or name another lake.',
  EROFS: 'may not be written to (EROFS). Change its permissions, or name another lake.',
  EPERM: 'may not be written to (EPERM). Change its permissions, or name another lake.',
};

/** `error`: of a file operation in the lake. Undefined for one about which the lake cannot say anything. */
export function storageError(root: string, error: unknown): UserError | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const remedy = REMEDY[code];
  return remedy === undefined ? undefined : new UserError(`${root}: ${remedy}`, EX_IOERR, { cause: error });
}

/** What `work` returns. */
export function storing<T>(root: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storageError(root, error) ?? error;
  }
}

/** The same of work that takes its time. */
export async function storingAll<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageError(root, error) ?? error;
  }
}
