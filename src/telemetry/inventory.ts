// UID → packages at a moment: which apps a UID stood for, whose name it bears, and what makes the answer less than certain
// (shared UIDs, SDK sandboxes, isolated processes, other users, packages installed later).

import type { AppInventoryRow } from './telemetry-event.ts';
import { describeUid, sandboxHostUid, uidOf } from './uid.ts';

export interface AppIdentity {
  /** Sorted; more than one where apps share the UID. */
  readonly packages: readonly string[];
  readonly label?: string;
  readonly flags: readonly string[];
}

/** What the socket row itself says about the owner. */
export interface OwnerHints {
  readonly processName?: string | undefined;
  readonly packages?: readonly string[] | undefined;
  readonly label?: string | undefined;
}

export const MAX_INVENTORY_ROWS = 200_000;
/** No UID has as many packages; a log that says so must not make every flow pay for it. */
const MAX_ROWS_PER_KEY = 1024;
const MAX_KNOWN = 100_000;

export class Inventory {
  /** Rows that found no place. */
  dropped = 0;
  #count = 0;
  readonly #byUid = new Map<number, AppInventoryRow[]>();
  readonly #byAppId = new Map<number, AppInventoryRow[]>();
  readonly #byPackage = new Map<string, AppInventoryRow[]>();
  /** Answers given before: most flows ask about few apps. */
  readonly #known = new Map<string, AppIdentity>();

  get size(): number {
    return this.#count;
  }

  add(row: AppInventoryRow): void {
    if (this.#count >= MAX_INVENTORY_ROWS || (this.#byUid.get(row.uid)?.length ?? 0) >= MAX_ROWS_PER_KEY) {
      this.dropped++;
      return;
    }
    this.#count++;
    this.#known.clear();
    append(this.#byUid, row.uid, row);
    append(this.#byAppId, describeUid(row.uid).appId, row);
    append(this.#byPackage, row.packageName, row);
  }

  /** Rows of these devices hold for nobody any more. */
  setAside(devices: ReadonlySet<string>): void {
    for (const table of [this.#byUid, this.#byAppId, this.#byPackage] as Map<unknown, AppInventoryRow[]>[]) {
      for (const [key, rows] of table)
        table.set(
          key,
          rows.filter(({ device }) => device === undefined || !devices.has(device)),
        );
    }
    this.#known.clear();
  }

  /** Every row, by UID in the order of reading. */
  *rows(): Iterable<AppInventoryRow> {
    for (const rows of this.#byUid.values()) yield* rows;
  }

  /** What is known of a package. */
  rowsOf(packageName: string): readonly AppInventoryRow[] {
    return this.#byPackage.get(packageName) ?? [];
  }

  /** Who `uid` was at `timeUs` on `device`. */
  at(uid: number, timeUs: number, device?: string, hints: OwnerHints = {}): AppIdentity {
    const { kind } = describeUid(uid);
    if (kind === 'unknown') return { packages: [], flags: [] };
    if (kind === 'sdk_sandbox') {
      const host = this.at(sandboxHostUid(uid), timeUs, device, hints);
      return { ...host, flags: ['SDK_SANDBOX', ...host.flags] };
    }
    if (kind === 'isolated' || kind === 'app_zygote') return this.#isolated(hints);
    const { processName, packages, label } = hints;
    const key = [uid, this.#epoch(uid, timeUs), device, processName, packages?.join('|'), label].join('\n');
    let identity = this.#known.get(key);
    if (identity === undefined) {
      identity = this.#identify(uid, timeUs, device, hints);
      if (this.#known.size < MAX_KNOWN) this.#known.set(key, identity);
    }
    return identity;
  }

  /** The UID of a package at a moment, where exactly one is known; `userId`: for that user, since a package has one appId for all of them. */
  uidOf(packageName: string, timeUs: number, device?: string, userId?: number): number | undefined {
    const valid = validAt(this.#byPackage.get(packageName), timeUs, device);
    const uids = new Set(valid.map(({ uid }) => (userId === undefined ? uid : uidOf(userId, describeUid(uid).appId))));
    return uids.size === 1 ? [...uids][0] : undefined;
  }

  /** Between two installations or removals the answer does not change. */
  #epoch(uid: number, timeUs: number): number {
    if (timeUs === Number.NEGATIVE_INFINITY) return -1;
    let epoch = 0;
    for (const { firstInstallUs, removedUs } of this.#byAppId.get(describeUid(uid).appId) ?? []) {
      if (firstInstallUs !== undefined && firstInstallUs <= timeUs) epoch++;
      if (removedUs !== undefined && removedUs <= timeUs) epoch++;
    }
    return epoch;
  }

  #identify(uid: number, timeUs: number, device: string | undefined, hints: OwnerHints): AppIdentity {
    const { appId, kind, name } = describeUid(uid);
    const flags: string[] = [];
    let valid = validAt(this.#byUid.get(uid), timeUs, device);
    if (valid.length === 0 && kind === 'app') {
      // An appId names the same package for every user of the device.
      valid = validAt(this.#byAppId.get(appId), timeUs, device);
      if (valid.length > 0) flags.push('OTHER_USER');
    }
    if (valid.length === 0) return this.#fromHints(uid, timeUs, device, hints, name);
    let packages = [...new Set(valid.map((row) => row.packageName))].sort();
    if (packages.length > 1) {
      const narrowed = narrow(packages, hints);
      if (narrowed === undefined) flags.push('SHARED_UID');
      else packages = [narrowed];
    } else if (hints.packages !== undefined && hints.packages.length > 0 && !hints.packages.includes(packages[0])) {
      flags.push('PACKAGE_MISMATCH');
    }
    const label =
      valid.find((row) => row.label !== undefined && packages.includes(row.packageName))?.label ?? hints.label ?? name;
    return identityOf(packages, packages.length === 1 || name !== undefined ? label : hints.label, flags);
  }

  #isolated(hints: OwnerHints): AppIdentity {
    // Renderers run as `package:isolated…` or `package:sandboxed_process0:…`.
    const parent = hints.processName?.split(':')[0];
    if (parent !== undefined && this.#byPackage.has(parent)) return identityOf([parent], hints.label, ['ISOLATED_UID']);
    return identityOf([], undefined, ['ISOLATED_UID_UNRESOLVED']);
  }

  #fromHints(
    uid: number,
    timeUs: number,
    device: string | undefined,
    hints: OwnerHints,
    systemName: string | undefined,
  ): AppIdentity {
    const flags: string[] = [];
    const known = (this.#byUid.get(uid) ?? []).some((row) => sameDevice(row, device));
    if (known && Number.isFinite(timeUs)) flags.push('NOT_INSTALLED_THEN');
    const packages = [...new Set(hints.packages ?? [])].sort();
    return identityOf(packages, hints.label ?? systemName, flags);
  }
}

function validAt(
  rows: readonly AppInventoryRow[] | undefined,
  timeUs: number,
  device: string | undefined,
): readonly AppInventoryRow[] {
  if (rows === undefined) return [];
  return rows.filter(
    (row) =>
      sameDevice(row, device) &&
      // A row without times holds always; a time that is no time (a bare dump) is answered by the rows that are still valid.
      (row.firstInstallUs === undefined || timeUs >= row.firstInstallUs || timeUs === Number.NEGATIVE_INFINITY) &&
      (row.removedUs === undefined || timeUs < row.removedUs),
  );
}

function sameDevice(row: AppInventoryRow, device: string | undefined): boolean {
  return row.device === undefined || device === undefined || row.device === device;
}

/** The process name `package` or `package:service`, or the package the socket row names, picks one of several. */
function narrow(packages: readonly string[], hints: OwnerHints): string | undefined {
  const process = hints.processName?.split(':')[0];
  if (process !== undefined && packages.includes(process)) return process;
  if (hints.packages?.length === 1 && packages.includes(hints.packages[0])) return hints.packages[0];
  return undefined;
}

function identityOf(packages: readonly string[], label: string | undefined, flags: readonly string[]): AppIdentity {
  return label === undefined ? { packages, flags } : { packages, label, flags };
}

function append<K>(map: Map<K, AppInventoryRow[]>, key: K, row: AppInventoryRow): void {
  const rows = map.get(key);
  if (rows === undefined) map.set(key, [row]);
  else if (rows.length < MAX_ROWS_PER_KEY) rows.push(row);
}
