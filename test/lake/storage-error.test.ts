import { expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { storageError, storing, storingAll } from '../../src/lake/storage-error.ts';

function failed(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test('a disk that is full and a folder that may not be written to are for a person to mend, anything else is a bug', async () => {
  for (const code of ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'EPERM']) {
    const error = storageError('/lake', failed(code));
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ exitCode: 74, message: expect.stringContaining('/lake: ') });
  }
  expect(storageError('/lake', failed('EBADF'))).toBeUndefined();
  expect(storageError('/lake', new Error('no code'))).toBeUndefined();
  expect(() =>
    storing('/lake', () => {
      throw failed('ENOSPC');
    }),
  ).toThrow('/lake: no space is left. Free some and run the same command again');
  await expect(storingAll('/lake', () => Promise.reject(failed('EDQUOT')))).rejects.toThrow('/lake: no space is left.');
  await expect(storingAll('/lake', () => Promise.reject(failed('EBADF')))).rejects.toThrow('EBADF');
});
