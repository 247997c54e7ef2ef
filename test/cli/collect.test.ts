import { expect, it } from 'vitest';
import { runInProcess } from '../support/command-run.ts';

it('says first what it will take, and with --dry-run takes nothing', async () => {
  const { code, stdout, stderr } = await runInProcess(['collect', '--adb', '--app', 'com.example', '--dry-run']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('takes from the device:');
  expect(stdout).toContain('procnet.log: addresses, ports and UIDs of the sockets of all apps, every 0.5 s');
  expect(stdout).toContain('dumpsys-package.txt: installer, permissions and signature of com.example');
});

it('what is missing or wrong is said', async () => {
  const said = async (...args: string[]) => (await runInProcess(['collect', ...args])).stderr;
  expect(await said('--app', 'a.b')).toContain('--adb or --local');
  expect(await said('--adb', '--local', '--app', 'a.b')).toContain('--adb or --local, not both');
  expect(await said('--adb')).toContain('--app PACKAGE');
  expect(await said('--adb', '--app', 'a; reboot')).toContain('is no package name');
  expect(await said('--adb', '--app', 'a.b=1')).toContain('the device knows the UID');
  expect(await said('--local', '--app', 'a.b=x')).toContain('is no UID');
  expect(await said('--adb', '--app', 'a.b', '--interval', 'soon')).toContain('--interval expects a duration');
  expect(await said('--adb', '--app', 'a.b', '--interval', '1ms')).toContain('--interval 1ms: the least is 50ms.');
  expect(await said('--adb', '--app', 'a.b')).toContain('-o FOLDER');
});
