// `dumpsys package`: UIDs, installer, permissions, versions of installed packages. `userId=` (`appId=` from Android 13) is the appId; which
// users have the package stands in their own lines. Install times are local: they are read where --device-tz says what that means.

import type { ImportContext, Importer, LineReader, Rejection } from './importer.ts';
import type { AppInventoryRow } from './telemetry-event.ts';
import { readTimestamp } from './timestamp.ts';
import { uidOf } from './uid.ts';

export const dumpsysPackageImporter = {
  format: 'dumpsys-package',
  summary:
    'dumpsys package: UID for each user, shared UID, installer, versions, permissions, install times (with --device-tz).',
  yields: ['app inventory'],
  source: 'adb shell dumpsys package',
  sniff: (firstLines) =>
    firstLines.some(
      (line) => PACKAGE.test(line) || /^(?:Database versions:|Activity Resolver Table:|Packages:)/.test(line),
    )
      ? 0.9
      : 0,
  open: (context) => readPackages(context),
} as const satisfies Importer;

const PACKAGE = /^\s{2}Package \[([\w.]+)\] \([0-9a-f]+\):/;
const MAX_LINE = 65_536;
const MAX_PERMISSIONS = 1024;
const MAX_USERS = 64;

interface PackageBlock {
  readonly name: string;
  readonly line: number;
  appId: number | undefined;
  sharedUser: string | undefined;
  readonly users: { userId: number; enabled: boolean; firstInstallUs: number | undefined }[];
  readonly requested: Set<string>;
  readonly granted: Set<string>;
  row: Partial<AppInventoryRow>;
}

function readPackages(context: ImportContext): LineReader {
  let block: PackageBlock | undefined;
  let section: 'requested' | 'install' | 'user' | undefined;
  /** "Hidden system packages" repeats the names of updated system apps with their old data. */
  let isHidden = false;
  return {
    line(text, number) {
      if (text.length > MAX_LINE) return `is longer than ${MAX_LINE} characters`;
      if (/^\S/.test(text)) {
        const refused = flush();
        isHidden = text.startsWith('Hidden system packages');
        return refused;
      }
      const start = PACKAGE.exec(text);
      if (start !== null) {
        const refused = flush();
        block = isHidden ? undefined : newBlock(start[1], number);
        section = undefined;
        return refused;
      }
      return block === undefined ? undefined : readField(block, text.trim());
    },
    end: () => flush(),
  };

  function readField(current: PackageBlock, text: string): Rejection | undefined {
    const permission = /^([A-Za-z][\w.]*\.[\w.]+)(?:: granted=(true|false))?/.exec(text);
    if (text.endsWith('permissions:')) {
      section = text.startsWith('requested') ? 'requested' : 'install';
      return undefined;
    }
    if (section !== undefined && permission !== null) {
      const set = permission[2] === 'true' ? current.granted : current.requested;
      if ((section !== 'requested' || permission[2] === undefined) && set.size < MAX_PERMISSIONS)
        set.add(permission[1]);
      return undefined;
    }
    const user = /^User (\d{1,5}):/.exec(text);
    if (user !== null) {
      section = undefined;
      if (text.includes('installed=true') && current.users.length < MAX_USERS)
        current.users.push({
          userId: Number(user[1]),
          enabled: !/\benabled=[234]\b/.test(text),
          firstInstallUs: undefined,
        });
      return undefined;
    }
    return readValue(current, text);
  }

  function readValue(current: PackageBlock, text: string): Rejection | undefined {
    const equals = text.indexOf('=');
    if (equals < 0) return undefined;
    const key = text.slice(0, equals);
    const value = text.slice(equals + 1);
    switch (key) {
      case 'userId':
      case 'appId':
        current.appId = /^\d{1,5}/.test(value) ? Number.parseInt(value, 10) : undefined;
        return undefined;
      case 'sharedUser':
        current.sharedUser = /\s([\w.]+)\/\d+\}/.exec(value)?.[1];
        return undefined;
      case 'versionCode':
        current.row = {
          ...current.row,
          versionCode: /^\d+/.exec(value)?.[0],
          targetSdk: numberOf(/targetSdk=(\d+)/.exec(value)?.[1]),
        };
        return undefined;
      case 'versionName':
        current.row = { ...current.row, version: value.slice(0, 128) };
        return undefined;
      case 'flags':
      case 'pkgFlags':
        current.row = { ...current.row, system: /\bSYSTEM\b/.test(value), debuggable: /\bDEBUGGABLE\b/.test(value) };
        return undefined;
      case 'installerPackageName':
        current.row = { ...current.row, installer: named(value) };
        return undefined;
      case 'initiatingPackageName':
      case 'installInitiatingPackageName':
        current.row = { ...current.row, initiatingInstaller: named(value) };
        return undefined;
      case 'packageSource':
        current.row = { ...current.row, packageSource: value.slice(0, 32) };
        return undefined;
      case 'gids':
        if (/\b3003\b/.test(value)) current.row = { ...current.row, hasInternet: true };
        return undefined;
      case 'firstInstallTime':
      case 'lastUpdateTime':
        return readTime(current, key, value);
      default:
        return undefined;
    }
  }

  function readTime(current: PackageBlock, key: string, value: string): Rejection | undefined {
    const time = readTimestamp(value, context);
    if (!time.ok) return time.naive ? { naive: true, reason: time.reason } : time.reason;
    const user = current.users[current.users.length - 1];
    if (key === 'lastUpdateTime') current.row = { ...current.row, lastUpdateUs: time.us };
    else if (user === undefined) current.row = { ...current.row, firstInstallUs: time.us };
    else user.firstInstallUs = time.us;
    return undefined;
  }

  function flush(): Rejection | undefined {
    const done = block;
    block = undefined;
    if (done === undefined) return undefined;
    const { appId } = done;
    if (appId === undefined) return `lists ${done.name} without its appId`;
    const permissions = [...new Set([...done.requested, ...done.granted])];
    // Older dumps, and those of one package, may lack the users' lines: then it is the first user's.
    const users = done.users.length > 0 ? done.users : [{ userId: 0, enabled: true, firstInstallUs: undefined }];
    for (const { userId, enabled, firstInstallUs } of users) {
      context.emit({
        ...done.row,
        action: 'app_inventory',
        dataset: 'dumpsys.package',
        line: done.line,
        packageName: done.name,
        uid: uidOf(userId, appId),
        sharedUser: done.sharedUser,
        // System images carry times long before any use: they bound nothing.
        firstInstallUs: done.row.system === true ? undefined : (firstInstallUs ?? done.row.firstInstallUs),
        enabled,
        permissions: permissions.length === 0 ? undefined : permissions,
        permissionsGranted: done.granted.size === 0 ? undefined : [...done.granted],
        hasInternet: done.row.hasInternet ?? (done.granted.has('android.permission.INTERNET') ? true : undefined),
      });
    }
    return undefined;
  }
}

function newBlock(name: string, line: number): PackageBlock {
  return {
    name,
    line,
    appId: undefined,
    sharedUser: undefined,
    users: [],
    requested: new Set(),
    granted: new Set(),
    row: {},
  };
}

function named(value: string): string | undefined {
  return value === 'null' || value === '' ? undefined : value.slice(0, 255);
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
