import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packagesListImporter } from '../../src/telemetry/packages-list-importer.ts';
import { importText } from './telemetry-fixture.ts';

const NEW =
  'com.v2ray.ang 10186 0 /data/user/0/com.v2ray.ang default:targetSdkVersion=31 3003 0 2000475 1 com.android.vending';
const OLD = 'com.example.old 10044 1 /data/data/com.example.old platform:privapp none';
const SYSTEM =
  'com.android.shell 2000 0 /data/user_de/0/com.android.shell platform:privapp:targetSdkVersion=34 3002,3009 1 34 1 @null';

const read = (...lines: string[]) => importText(packagesListImporter, lines.join('\n'));

it('rows of every Android version are read', () => {
  const { apps, rejected } = read(NEW, OLD, SYSTEM);
  expect(rejected).toEqual([]);
  expect(apps).toMatchObject([
    {
      packageName: 'com.v2ray.ang',
      uid: 10186,
      debuggable: false,
      targetSdk: 31,
      hasInternet: true,
      versionCode: '2000475',
      installer: 'com.android.vending',
    },
    {
      packageName: 'com.example.old',
      uid: 10044,
      debuggable: true,
      targetSdk: undefined,
      hasInternet: false,
      versionCode: undefined,
      installer: undefined,
    },
    { packageName: 'com.android.shell', uid: 2000, hasInternet: false, installer: undefined },
  ]);
});

it('rows of another shape are rejected', () => {
  expect(
    read('com.x uid 0 /data x', 'com.x 10001', NEW.replace('10186', '99999999999')).rejected.map(({ line }) => line),
  ).toEqual([1, 2, 3]);
});

it('is recognised when every one of the first rows fits, and never throws', () => {
  expect(packagesListImporter.sniff([NEW, OLD, ''])).toBeGreaterThan(0.8);
  expect(packagesListImporter.sniff([NEW, 'something else'])).toBe(0);
  expect(packagesListImporter.sniff([''])).toBe(0);
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary' })),
      (lines) => void read(...lines.map((line) => line.replaceAll('\n', ' '))),
    ),
  );
});
