import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { collectPlan } from '../../src/run/collect-plan.ts';
import { collectionRemarks, missingApps, zoneOfDevice } from '../../src/run/collect-remarks.ts';

const PLAN = collectPlan({ kind: 'adb', apps: ['a.b'], intervalS: 1, hasPackageManager: true });

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'cipherscope-remarks-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

it('an app that the device does not have is named; a list that could not be taken says nothing', () => {
  const list = folderWith({ 'packages.txt': 'package:a.b  installer=null uid:10001\r\npackage:c.d uid:10002\n' });
  expect(missingApps(list, { apps: ['a.b', 'c.d'] })).toEqual([]);
  expect(missingApps(list, { apps: ['a.b.c'] })).toEqual([
    'a.b.c is not among the packages of the device (packages.txt): is the name right?',
  ]);
  expect(missingApps(folderWith({ 'packages.txt': 'cmd: not found\n' }), { apps: ['x.y'] })).toEqual([]);
  expect(missingApps(folderWith({}), { apps: ['x.y'] })).toEqual([]);
});

it('logs that came out empty or refused are named with what is missing for it', () => {
  const row = '   1: 0F02000A:9C41 077100CB:20FB 01 00000000:00000000 00:00000000 00000000 10234        0 60011';
  const connectivity = 'NetworkProviders for: none\n';
  const good = { 'procnet.log': `### 1\n# tcp\n${row}\n`, 'dumpsys-connectivity.txt': connectivity };
  expect(collectionRemarks(folderWith({ ...good, 'logcat-security.log': '' }), PLAN)).toEqual([
    expect.stringMatching(/^logcat-security\.log is empty; missing for it: keys of AndroidKeyStore/),
    expect.stringMatching(/^dumpsys-usagestats\.txt is empty; missing for it: foreground activity/),
  ]);
  const refused = folderWith({
    'procnet.log': '### 1\n# tcp\ncat: /proc/net/tcp: Permission denied\n',
    'dumpsys-connectivity.txt': connectivity,
    'logcat-security.log': 'logcat: Logcat read failure: Permission denied\n',
    'dumpsys-usagestats.txt': `user=0\n${'x'.repeat(2000)}`,
  });
  expect(collectionRemarks(refused, PLAN)).toEqual([
    expect.stringMatching(/^procnet\.log holds no socket/),
    expect.stringMatching(/^logcat-security\.log was refused \(logcat: Logcat read failure: Permission denied\)/),
  ]);
});

it('the zone is the line of device.txt that is one', () => {
  const zone = (text: string) => zoneOfDevice(folderWith({ 'device.txt': text }));
  expect(zone('epoch=1 boot=2\nGoogle\nPixel\na/b/c:14/U/1:user/keys\n34\nEurope/Berlin\nuid=2000(shell)\n')).toBe(
    'Europe/Berlin',
  );
  expect(zone('epoch=1 boot=2\nGoogle\nPixel\na/b\n34\nAmerica/Argentina/Buenos_Aires\r\n')).toBe(
    'America/Argentina/Buenos_Aires',
  );
  expect(zone('epoch=1 boot=2\nGoogle\nPixel\ngoogle/x/y:14/Z/1:user/release-keys\n34\n\n')).toBeUndefined();
  expect(zoneOfDevice(folderWith({}))).toBeUndefined();
});
