import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pmListImporter } from '../../src/telemetry/pm-list-importer.ts';
import { importText } from './telemetry-fixture.ts';

const read = (...lines: string[]) => importText(pmListImporter, lines.join('\n'));

it('every combination of flags is read', () => {
  const { apps, rejected } = read(
    'package:com.v2ray.ang uid:10187',
    'package:com.v2ray.ang uid:10187,1010187',
    'package:/data/app/~~a==/com.x-b==/base.apk=com.x uid:10188',
    'package:com.y  installer=com.android.vending uid:10189',
    'package:/system/app/Z.apk=com.z versionCode:42  installer=null uid:1000',
    'package:android uid:1000',
    '',
  );
  expect(rejected).toEqual([]);
  expect(
    apps.map(({ packageName, uid, installer, versionCode }) => [packageName, uid, installer, versionCode]),
  ).toEqual([
    ['com.v2ray.ang', 10187, undefined, undefined],
    ['com.v2ray.ang', 10187, undefined, undefined],
    ['com.v2ray.ang', 1010187, undefined, undefined],
    ['com.x', 10188, undefined, undefined],
    ['com.y', 10189, 'com.android.vending', undefined],
    ['com.z', 1000, undefined, '42'],
    ['android', 1000, undefined, undefined],
  ]);
});

it('rows without UID or name are rejected, and say what is missing', () => {
  expect(
    read('package:com.x', 'package: uid:1', 'package:com.x uid:abc', 'Error: no permission').rejected.map(
      ({ reason }) => reason,
    ),
  ).toEqual([
    'has no uid: list with pm list packages -U',
    '"" is no package name',
    'uid "abc" is no UID',
    'does not begin with "package:"',
  ]);
});

it('is recognised by its first word, and never throws', () => {
  expect(pmListImporter.sniff(['package:com.x uid:1'])).toBeGreaterThan(0.9);
  expect(pmListImporter.sniff(['package,uid'])).toBe(0);
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary' })),
      (lines) => void read(...lines.map((line) => `package:${line.replaceAll('\n', '')}`)),
    ),
  );
});
