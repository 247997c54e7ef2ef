// Android UIDs: uid = userId · 100000 + appId, the ranges of appId, and the text forms that tools print.
// Ranges: AOSP system/core/libcutils/include/private/android_filesystem_config.h; text forms: UserHandle.formatUid and bionic's getpwuid.

export type UidKind = 'system' | 'app' | 'sdk_sandbox' | 'isolated' | 'app_zygote' | 'other' | 'unknown';

export interface UidParts {
  readonly userId: number;
  readonly appId: number;
  readonly kind: UidKind;
  /** System UIDs only: the name of the AID table. */
  readonly name?: string;
}

export const UNKNOWN_UID = -1;
/** uid_t has 32 bits, of which Java's int leaves 31. A larger number is no UID, and in a column of 32 bits would be another app's. */
const LARGEST_UID = 2 ** 31 - 1;
const PER_USER = 100_000;
const FIRST_APP = 10_000;
const FIRST_SANDBOX = 20_000;
const FIRST_APP_ZYGOTE = 90_000;
const FIRST_ISOLATED = 99_000;

export function describeUid(uid: number): UidParts {
  if (!(uid >= 0)) return { userId: 0, appId: UNKNOWN_UID, kind: 'unknown' };
  const userId = Math.floor(uid / PER_USER);
  const appId = uid % PER_USER;
  const name = SYSTEM_UIDS.get(appId);
  const kind = kindOf(appId);
  return name === undefined ? { userId, appId, kind } : { userId, appId, kind, name };
}

/** As columns keep it: UNKNOWN_UID for what is absent or no UID. */
export function columnUid(uid: number | undefined): number {
  return uid === undefined || !(uid >= 0 && uid <= LARGEST_UID) ? UNKNOWN_UID : uid;
}

/** The UID of the app that an SDK sandbox process works for. */
export function sandboxHostUid(uid: number): number {
  return uid - (FIRST_SANDBOX - FIRST_APP);
}

export function uidOf(userId: number, appId: number): number {
  return userId * PER_USER + appId;
}

/**
 * `10234`, `4294967295` (signed 32 bit), `u0a322`, `u0_a322`, `u10_s1000`, `u0i5`, `u0ai7`, `u0_i9000`, `root`, `AID_DNS`.
 * Undefined where the text is no UID; negative numbers come back as UNKNOWN_UID.
 */
export function parseUid(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^-\d{1,10}$/.test(trimmed)) return UNKNOWN_UID;
  if (/^\d{1,10}$/.test(trimmed)) {
    const value = Number(trimmed);
    if (value >= 2 ** 32) return undefined;
    return value >= 2 ** 31 ? UNKNOWN_UID : value;
  }
  const form = /^u(\d{1,5})(_?)(a|s|i|ai)(\d{1,5})$/.exec(trimmed);
  if (form !== null) return formUid(Number(form[1]), form[2] === '_', form[3], Number(form[4]));
  return UIDS_BY_NAME.get(trimmed.toLowerCase().replace(/^aid_/, ''));
}

function formUid(userId: number, underscore: boolean, letter: string, number: number): number | undefined {
  // formatUid counts isolated UIDs from 99000 and app-zygote ones (`ai`) from 90000; getpwuid's `_i` counts both from 90000.
  const base =
    letter === 's' ? 0 : letter === 'a' ? FIRST_APP : letter === 'ai' || underscore ? FIRST_APP_ZYGOTE : FIRST_ISOLATED;
  const uid = uidOf(userId, base + number);
  return base + number < PER_USER && uid < 2 ** 31 ? uid : undefined;
}

function kindOf(appId: number): UidKind {
  if (appId < FIRST_APP) return 'system';
  if (appId < FIRST_SANDBOX) return 'app';
  if (appId < 30_000) return 'sdk_sandbox';
  if (appId >= FIRST_APP_ZYGOTE && appId < FIRST_ISOLATED) return 'app_zygote';
  if (appId >= FIRST_ISOLATED) return 'isolated';
  return 'other';
}

/** System UIDs that own sockets or show up in logs. */
const SYSTEM_UIDS: ReadonlyMap<number, string> = new Map([
  [0, 'root'],
  [1000, 'system'],
  [1001, 'radio'],
  [1002, 'bluetooth'],
  [1010, 'wifi'],
  [1013, 'media'],
  [1014, 'dhcp'],
  [1016, 'vpn'],
  [1017, 'keystore'],
  [1020, 'mdnsr'],
  [1021, 'gps'],
  [1029, 'clat'],
  [1036, 'logd'],
  [1051, 'dns'],
  [1052, 'dns_tether'],
  [1053, 'webview_zygote'],
  [1066, 'statsd'],
  [1073, 'network_stack'],
  [1076, 'credstore'],
  [2000, 'shell'],
  [9999, 'nobody'],
]);

const UIDS_BY_NAME: ReadonlyMap<string, number> = new Map([
  ...[...SYSTEM_UIDS].map(([uid, name]) => [name, uid] as const),
  ['phone', 1001],
  ['kernel', 0],
]);

/** UIDs that resolve names for every app: a DNS flow of theirs says nothing about who asked (netd as root before Android 10). */
export const DNS_DELEGATES: ReadonlySet<number> = new Set([0, 1051, 1052, 1073]);
/** DNS, DNS over TLS, multicast DNS. */
export const DNS_PORTS: ReadonlySet<number> = new Set([53, 853, 5353]);
/** Packages that fetch for other apps: downloads, push, media playback. */
export const DELEGATE_PACKAGES: ReadonlySet<string> = new Set([
  'com.android.providers.downloads',
  'com.google.android.gms',
]);
export const MEDIA_UID = 1013;
