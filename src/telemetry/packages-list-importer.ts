// /data/system/packages.list, which the package manager writes for native code:
// `name uid debuggable dataDir seinfo gids [profileableFromShell versionCode profileable installer]`, the last four by Android version.

import type { ImportContext, Importer, LineReader } from './importer.ts';
import { parseUid } from './uid.ts';

export const packagesListImporter = {
  format: 'packages-list',
  summary:
    "The device's packages.list: UID, debuggable, target SDK, version code, installer, and whether the app may open sockets.",
  yields: ['app inventory'],
  source: 'adb shell su -c cat /data/system/packages.list',
  sniff: (firstLines) => {
    const filled = firstLines.filter((line) => line.trim() !== '').slice(0, 5);
    return filled.length > 0 && filled.every((line) => ROW.test(line.slice(0, 1024))) ? 0.9 : 0;
  },
  open: (context) => readPackagesList(context),
} as const satisfies Importer;

/** Group id of android.permission.INTERNET: without it the kernel refuses a socket. */
const INET_GID = '3003';
const MAX_LINE = 16_384;
const ROW = /^[A-Za-z]\w*(?:\.\w+)* \d+ [01] \/\S* \S+/;

function readPackagesList(context: ImportContext): LineReader {
  return {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '') return undefined;
      if (trimmed.length > MAX_LINE) return `is longer than ${MAX_LINE} characters`;
      if (!ROW.test(trimmed)) return 'is no row "name uid debuggable dataDir seinfo gids …"';
      const [packageName, uidText, debuggable, , seinfo, gids, , versionCode, , installer] = trimmed.split(/\s+/);
      const uid = parseUid(uidText);
      if (uid === undefined || uid < 0) return `uid ${JSON.stringify(uidText.slice(0, 20))} is no UID`;
      const targetSdk = /(?:^|:)targetSdkVersion=(\d{1,6})\b/.exec(seinfo)?.[1];
      context.emit({
        action: 'app_inventory',
        dataset: 'packages-list',
        line: number,
        packageName,
        uid,
        debuggable: debuggable === '1',
        targetSdk: targetSdk === undefined ? undefined : Number(targetSdk),
        hasInternet: gids === undefined ? undefined : gids.split(',').includes(INET_GID),
        versionCode: versionCode !== undefined && /^\d{1,19}$/.test(versionCode) ? versionCode : undefined,
        // `@system` and `@product` name a partition, `@null` nobody.
        installer: installer === undefined || installer === '@null' ? undefined : installer,
      });
      return undefined;
    },
  };
}
