// Output of `pm list packages -U`, with any of -f, -i, --show-versioncode and --user all:
// `package:[path=]name [versionCode:N] [installer=name] [uid:N[,N…]]`. The path may hold `=`, the name may not.

import type { ImportContext, Importer, LineReader } from './importer.ts';
import { parseUid } from './uid.ts';

export const pmListImporter = {
  format: 'pm-list',
  summary: 'Package list of the package manager with UIDs, for one user or all.',
  yields: ['app inventory'],
  source: 'adb shell pm list packages -U -i --user all',
  sniff: (firstLines) => (firstLines.some((line) => /^package:\S/.test(line)) ? 0.95 : 0),
  open: (context) => readPmList(context),
} as const satisfies Importer;

const MAX_LINE = 16_384;
const MAX_USERS = 64;

function readPmList(context: ImportContext): LineReader {
  return {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '') return undefined;
      if (trimmed.length > MAX_LINE) return `is longer than ${MAX_LINE} characters`;
      if (!trimmed.startsWith('package:')) return 'does not begin with "package:"';
      const tokens = trimmed.slice('package:'.length).split(/\s+/);
      const details = new Map<string, string>();
      while (tokens.length > 1) {
        const detail = /^(versionCode|installer|uid)[:=](.*)$/.exec(tokens[tokens.length - 1]);
        if (detail === null) break;
        details.set(detail[1], detail[2]);
        tokens.pop();
      }
      const place = tokens.join(' ');
      const packageName = place.slice(place.lastIndexOf('=') + 1);
      if (!/^[A-Za-z]\w*(?:\.\w+)*$/.test(packageName))
        return `${JSON.stringify(packageName.slice(0, 80))} is no package name`;
      const uidText = details.get('uid');
      if (uidText === undefined) return 'has no uid: list with pm list packages -U';
      for (const item of uidText.split(',').slice(0, MAX_USERS)) {
        const uid = parseUid(item);
        if (uid === undefined || uid < 0) return `uid ${JSON.stringify(item.slice(0, 20))} is no UID`;
        const installer = details.get('installer');
        context.emit({
          action: 'app_inventory',
          dataset: 'pm-list',
          line: number,
          packageName,
          uid,
          versionCode: details.get('versionCode'),
          installer: installer === 'null' || installer === '' ? undefined : installer,
        });
      }
      return undefined;
    },
  };
}
