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
  open: (context) => new PackageReader(context),
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
  readonly users: PackageUser[];
  readonly requested: Set<string>;
  readonly granted: Set<string>;
  row: Partial<AppInventoryRow>;
}

interface PackageUser {
  readonly userId: number;
  readonly enabled: boolean;
  firstInstallUs: number | undefined;
}

class PackageReader implements LineReader {
  readonly #context: ImportContext;
  #block: PackageBlock | undefined;
  /** The list of permissions that the lines to come belong to. */
  #permissions: 'requested' | 'other' | undefined;
  /** "Hidden system packages" repeats the names of updated system apps with their old data. */
  #isHidden = false;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  line(text: string, number: number): Rejection | undefined {
    if (text.length > MAX_LINE) return `is longer than ${MAX_LINE} characters`;
    if (/^\S/.test(text)) {
      const refused = this.end();
      this.#isHidden = text.startsWith('Hidden system packages');
      return refused;
    }
    const start = PACKAGE.exec(text);
    if (start !== null) {
      const refused = this.end();
      this.#block = this.#isHidden ? undefined : newBlock(start[1], number);
      this.#permissions = undefined;
      return refused;
    }
    return this.#block === undefined ? undefined : this.#readField(this.#block, text.trim());
  }

  /** Ends the package as well as the file. */
  end(): Rejection | undefined {
    const block = this.#block;
    this.#block = undefined;
    if (block === undefined) return undefined;
    if (block.appId === undefined) return `lists ${block.name} without its appId`;
    // Older dumps, and those of one package, may lack the users' lines: then it is the first user's.
    const users = block.users.length > 0 ? block.users : [{ userId: 0, enabled: true, firstInstallUs: undefined }];
    for (const user of users) this.#context.emit(inventoryRow(block, block.appId, user));
    return undefined;
  }

  #readField(block: PackageBlock, text: string): Rejection | undefined {
    if (text.endsWith('permissions:')) {
      this.#permissions = text.startsWith('requested') ? 'requested' : 'other';
      return undefined;
    }
    if (this.#permissions !== undefined && readPermission(block, text, this.#permissions)) return undefined;
    const user = /^User (\d{1,5}):/.exec(text);
    if (user === null) return readValue(block, text, this.#context);
    this.#permissions = undefined;
    if (text.includes('installed=true') && block.users.length < MAX_USERS)
      block.users.push({
        userId: Number(user[1]),
        enabled: !/\benabled=[234]\b/.test(text),
        firstInstallUs: undefined,
      });
    return undefined;
  }
}

/** False where the line names no permission. */
function readPermission(block: PackageBlock, text: string, list: 'requested' | 'other'): boolean {
  const permission = /^([A-Za-z][\w.]*\.[\w.]+)(?:: granted=(true|false))?/.exec(text);
  if (permission === null) return false;
  const [, name, granted] = permission;
  const set = granted === 'true' ? block.granted : block.requested;
  if ((list === 'other' || granted === undefined) && set.size < MAX_PERMISSIONS) set.add(name);
  return true;
}

/** What `key=value` lines say of the row, where that needs nothing but the value. */
const ROW_VALUES: Readonly<Record<string, (value: string) => Partial<AppInventoryRow>>> = {
  versionCode: (value) => ({
    versionCode: /^\d+/.exec(value)?.[0],
    targetSdk: numberOf(/targetSdk=(\d+)/.exec(value)?.[1]),
  }),
  versionName: (value) => ({ version: value.slice(0, 128) }),
  flags: systemFlags,
  pkgFlags: systemFlags,
  installerPackageName: (value) => ({ installer: named(value) }),
  initiatingPackageName: (value) => ({ initiatingInstaller: named(value) }),
  installInitiatingPackageName: (value) => ({ initiatingInstaller: named(value) }),
  packageSource: (value) => ({ packageSource: value.slice(0, 32) }),
  // The group `inet`.
  gids: (value) => (/\b3003\b/.test(value) ? { hasInternet: true } : {}),
};

function readValue(block: PackageBlock, text: string, context: ImportContext): Rejection | undefined {
  const equals = text.indexOf('=');
  if (equals < 0) return undefined;
  const key = text.slice(0, equals);
  const value = text.slice(equals + 1);
  if (key === 'firstInstallTime' || key === 'lastUpdateTime') return readTime(block, key, value, context);
  if (key === 'userId' || key === 'appId')
    block.appId = /^\d{1,5}/.test(value) ? Number.parseInt(value, 10) : undefined;
  else if (key === 'sharedUser') block.sharedUser = /\s([\w.]+)\/\d+\}/.exec(value)?.[1];
  else if (Object.hasOwn(ROW_VALUES, key)) block.row = { ...block.row, ...ROW_VALUES[key]?.(value) };
  return undefined;
}

function readTime(block: PackageBlock, key: string, value: string, context: ImportContext): Rejection | undefined {
  const time = readTimestamp(value, context);
  if (!time.ok) return time.naive ? { naive: true, reason: time.reason } : time.reason;
  const user = block.users.at(-1);
  if (key === 'lastUpdateTime') block.row = { ...block.row, lastUpdateUs: time.us };
  else if (user === undefined) block.row = { ...block.row, firstInstallUs: time.us };
  else user.firstInstallUs = time.us;
  return undefined;
}

function inventoryRow(block: PackageBlock, appId: number, user: PackageUser): AppInventoryRow {
  const { row, requested, granted } = block;
  const permissions = [...new Set([...requested, ...granted])];
  return {
    ...row,
    action: 'app_inventory',
    dataset: 'dumpsys.package',
    line: block.line,
    packageName: block.name,
    uid: uidOf(user.userId, appId),
    sharedUser: block.sharedUser,
    // System images carry times long before any use: they bound nothing.
    firstInstallUs: row.system === true ? undefined : (user.firstInstallUs ?? row.firstInstallUs),
    enabled: user.enabled,
    permissions: permissions.length === 0 ? undefined : permissions,
    permissionsGranted: granted.size === 0 ? undefined : [...granted],
    hasInternet: row.hasInternet ?? (granted.has('android.permission.INTERNET') ? true : undefined),
  };
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

function systemFlags(value: string): Partial<AppInventoryRow> {
  return { system: /\bSYSTEM\b/.test(value), debuggable: /\bDEBUGGABLE\b/.test(value) };
}

function named(value: string): string | undefined {
  return value === 'null' || value === '' ? undefined : value.slice(0, 255);
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
