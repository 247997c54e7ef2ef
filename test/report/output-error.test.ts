import { access, constants, open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { outputError } from '../../src/report/output-error.ts';
import { outputFolder } from '../support/output-folder.ts';

const fullDevice = await access('/dev/full', constants.W_OK).then(
  () => true,
  () => false,
);

async function failureOf(action: Promise<unknown>): Promise<unknown> {
  return action.then(
    () => undefined,
    (error: unknown) => error,
  );
}

test.skipIf(!fullDevice)(
  'a full disk says which file, what to free and that older files are safe (needs /dev/full)',
  async () => {
    const handle = await open('/dev/full', 'w');
    const failure = await failureOf(handle.appendFile('x'));
    await handle.close();
    const error = outputError(failure, 'out/flows.ndjson') as UserError;
    expect(error).toBeInstanceOf(UserError);
    expect(error.exitCode).toBe(74);
    expect(error.message).toBe(
      'Cannot write out/flows.ndjson: no space is left on the device. Free some space there, or name a folder on another disk with -o. Files of an earlier run are still in place.',
    );
  },
);

test('a missing permission and a path through a file say what to change', async () => {
  const folder = await outputFolder();
  const handle = await open(join(folder, 'file'), 'w');
  await handle.close();
  const through = outputError(await failureOf(open(join(folder, 'file', 'flows.ndjson'), 'w')), 'file') as UserError;
  expect(through.message).toContain('is a file, not a folder');
  const denied = outputError(Object.assign(new Error('denied'), { code: 'EACCES' }), 'out') as UserError;
  expect(denied.message).toMatch(/permission denied\. .*-o\.$/);
});

test('a file is named by its own option, and no earlier files are spoken of', () => {
  const failed = (code: string) =>
    (outputError(Object.assign(new Error(), { code }), 'cut.pcapng', { noun: 'file', option: '--pcap' }) as UserError)
      .message;
  for (const code of ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'EIO', 'EX'])
    expect(failed(code)).toMatch(/ with --pcap\.$/);
  expect(failed('EACCES')).toBe(
    'Cannot write cut.pcapng: permission denied. Change the permissions of the folder, or name a file that you may write to with --pcap.',
  );
});

test('an errno without a sentence of its own is named', () => {
  const error = outputError(Object.assign(new Error('busy'), { code: 'EBUSY' }), 'out') as UserError;
  expect(error.message).toBe('Cannot write out: EBUSY. Name another folder with -o.');
  expect(error.exitCode).toBe(74);
});

test('a path cannot smuggle control characters into the message', () => {
  const error = outputError(Object.assign(new Error(), { code: 'EIO' }), 'a\x1b[2Jb') as UserError;
  expect(error.message).toContain('a\\x1b[2Jb');
});

test('what is no error of the file system stays what it is', () => {
  const bug = new TypeError('x is not a function');
  expect(outputError(bug, 'out')).toBe(bug);
  const mistake = new UserError('already said', 2);
  expect(outputError(mistake, 'out')).toBe(mistake);
  const argument = Object.assign(new TypeError('wrong type'), { code: 'ERR_INVALID_ARG_TYPE' });
  expect(outputError(argument, 'out')).toBe(argument);
});
