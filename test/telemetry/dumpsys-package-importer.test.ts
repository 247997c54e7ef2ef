import { describe, expect, it } from 'vitest';
import { dumpsysPackageImporter } from '../../src/telemetry/dumpsys-package-importer.ts';
import { importText } from './telemetry-fixture.ts';

const DUMP = `Packages:
  Package [com.example.app] (a1b2c3):
    appId=10234
    pkg=Package{1 com.example.app}
    versionCode=7 minSdk=24 targetSdk=34
    versionName=1.2
    flags=[ HAS_CODE ALLOW_BACKUP DEBUGGABLE ]
    installerPackageName=com.android.vending
    initiatingPackageName=com.android.shell
    packageSource=2
    lastUpdateTime=2026-01-02 10:00:00
    requested permissions:
      android.permission.INTERNET
      android.permission.RECEIVE_BOOT_COMPLETED
    install permissions:
      android.permission.INTERNET: granted=true
    User 0: ceDataInode=1 installed=true hidden=false suspended=false enabled=0
      firstInstallTime=2026-01-01 10:00:00
      gids=[3002, 3003]
      runtime permissions:
        android.permission.CAMERA: granted=false, flags=[ USER_SET]
    User 10: ceDataInode=2 installed=true hidden=false enabled=0
      firstInstallTime=2026-01-03 10:00:00
    User 11: ceDataInode=0 installed=false hidden=false enabled=0
  Package [com.shared.one] (d4):
    userId=1000
    sharedUser=SharedUserSetting{cb92b86 android.uid.system/1000}
    flags=[ SYSTEM HAS_CODE ]
    firstInstallTime=2008-12-31 23:00:00
    User 0: installed=true
Hidden system packages:
  Package [com.example.app] (e5):
    appId=10001
    User 0: installed=true
`;

const read = (text: string, deviceTz?: string) => importText(dumpsysPackageImporter, text, { deviceTz });

describe('a dump', () => {
  it('gives one row a user, and nothing of hidden packages', () => {
    const { apps, rejected } = read(DUMP, 'UTC');
    expect(rejected).toEqual([]);
    expect(apps.map(({ packageName, uid }) => [packageName, uid])).toEqual([
      ['com.example.app', 10234],
      ['com.example.app', 1010234],
      ['com.shared.one', 1000],
    ]);
    expect(apps[0]).toMatchObject({
      version: '1.2',
      versionCode: '7',
      targetSdk: 34,
      debuggable: true,
      system: false,
      installer: 'com.android.vending',
      initiatingInstaller: 'com.android.shell',
      hasInternet: true,
      firstInstallUs: Date.UTC(2026, 0, 1, 10) * 1000,
      lastUpdateUs: Date.UTC(2026, 0, 2, 10) * 1000,
      permissionsGranted: ['android.permission.INTERNET'],
      line: 2,
    });
    expect(apps[0].permissions).toContain('android.permission.RECEIVE_BOOT_COMPLETED');
    expect(apps[1].firstInstallUs).toBe(Date.UTC(2026, 0, 3, 10) * 1000);
    expect(apps[2]).toMatchObject({ sharedUser: 'android.uid.system', system: true, firstInstallUs: undefined });
  });

  it('without a zone loses its times, says which flag reads them, and keeps its rows', () => {
    const { apps, rejected } = read(DUMP);
    expect(apps).toHaveLength(3);
    expect(apps[0].firstInstallUs).toBeUndefined();
    expect(rejected[0]).toMatchObject({ naive: true, reason: expect.stringContaining('--device-tz') });
  });

  it('without the appId of a package says so', () => {
    expect(read('Packages:\n  Package [a.b] (1):\n    versionCode=1\n').rejected[0].reason).toContain(
      'lists a.b without its appId',
    );
  });
});

it('is recognised', () => {
  expect(dumpsysPackageImporter.sniff(DUMP.split('\n'))).toBeGreaterThan(0.8);
  expect(dumpsysPackageImporter.sniff(['package:com.example uid:1'])).toBe(0);
});
