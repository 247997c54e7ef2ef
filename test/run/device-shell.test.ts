import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { adbShell, installedUid, localShell, startCommand } from '../../src/run/device-shell.ts';

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cipherscope-shell-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'out.txt');
}

it('a command writes to its file, and its end is told', async () => {
  const path = place();
  const running = await startCommand(localShell(), 'echo hello; echo trouble >&2; exit 3', path);
  expect(await running.ended).toEqual({ code: 3, stderr: 'trouble' });
  expect(readFileSync(path, 'utf8')).toBe('hello\n');
});

it('an endless command is stopped with everything it started', async () => {
  const path = place();
  const running = await startCommand(localShell(), 'echo $$; while :; do sleep 0.05; done', path);
  while (!existsSync(path) || readFileSync(path, 'utf8') === '') await wait(10);
  const pid = readFileSync(path, 'utf8').trim();
  running.stop();
  expect((await running.ended).code).toBeUndefined();
  expect(existsSync(`/proc/${pid}`)).toBe(false);
});

it('adb is asked with exec-out, for one device where a serial is given', () => {
  expect(adbShell('adb', undefined).argv('id')).toEqual(['adb', ['exec-out', 'id']]);
  expect(adbShell('adb', 'emulator-5554').argv('id')).toEqual(['adb', ['-s', 'emulator-5554', 'exec-out', 'id']]);
});

it('a program that is not there is a mistake of the user, with a hint', async () => {
  await expect(startCommand(adbShell('/nowhere/adb', undefined), 'id', place())).rejects.toThrow('--adb-program');
});

it.skipIf(existsSync('/system/bin/pm'))('a machine without package manager knows no UID', async () => {
  expect(await installedUid('com.example')).toBeUndefined();
});

it.skipIf(!existsSync('/dev/full'))(
  'output that cannot be written ends the command with a reason, and throws nowhere',
  async () => {
    const running = await startCommand(localShell(), 'echo hello; sleep 600', '/dev/full');
    const end = await running.ended;
    expect(end.code).not.toBe(0);
    expect(end.stderr).toContain('cannot be written: ENOSPC');
  },
);
