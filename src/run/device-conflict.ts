// Whether two capture files that were given as one are of two devices, or two captures of one: told by what the files and the logs say.
// Pieces of one capture follow each other; files of several interfaces of one device overlap, and may bear an address each. Both are no conflict.

import { VPN_TAPS } from '../flows/local-side.ts';

/** What a file shows of the device it was taken on. */
export interface PieceTraits {
  readonly file: string;
  readonly firstUs: number | undefined;
  readonly lastUs: number | undefined;
  /** Of the capturing machine, as pcapng says it. */
  readonly hardware: string | undefined;
  readonly linkTypes: readonly string[];
  /** What the capture itself calls UIDs. */
  readonly packages: ReadonlyMap<number, string>;
  /** The device's address in most of its packets, groups and broadcasts left out. */
  readonly address: string | undefined;
  /** Devices whose socket logs have flows of the file. */
  readonly logDevices: ReadonlySet<string>;
}

/** `why` continues "A and B are captures of their own: …"; `byAddress`: --local may say that it is otherwise. */
export interface DeviceConflict {
  readonly why: string;
  readonly byAddress: boolean;
  /** Only where no flow has packets in both files. */
  readonly unlessShared: boolean;
}

/** Clocks and writers of a ring buffer let its files overlap by less. */
export const OVERLAP_US = 1e6;
const ANY_INTERFACE = new Set(['LINUX_SLL', 'LINUX_SLL2']);
/** The guest of an Android emulator has no other network than its own. */
const EMULATOR = new Set(['10.0.2.15', '10.0.2.16']);
/** UIDs are given anew when an app is installed again: one that changed its package is none of many. */
const LEAST_OTHER_PACKAGES = 2;

export function deviceConflict(a: PieceTraits, b: PieceTraits): DeviceConflict | undefined {
  return conflictAtAnyTime(a, b) ?? (overlapUs(a, b) > OVERLAP_US ? conflictAtOneTime(a, b) : undefined);
}

/** How long both were taken at once; 0 or less where one follows the other. */
export function overlapUs(a: PieceTraits, b: PieceTraits): number {
  const { firstUs: aFirst, lastUs: aLast } = a;
  const { firstUs: bFirst, lastUs: bLast } = b;
  if (aFirst === undefined || aLast === undefined || bFirst === undefined || bLast === undefined) return 0;
  return Math.min(aLast, bLast) - Math.max(aFirst, bFirst);
}

/** No device changes these between two files of one capture. */
function conflictAtAnyTime(a: PieceTraits, b: PieceTraits): DeviceConflict | undefined {
  if (a.logDevices.size > 0 && b.logDevices.size > 0 && ![...a.logDevices].some((name) => b.logDevices.has(name)))
    return certain(
      `the sockets of the first are of ${[...a.logDevices].sort()}, those of the second of ${[...b.logDevices].sort()}`,
    );
  if (a.hardware !== undefined && b.hardware !== undefined && a.hardware !== b.hardware)
    return certain(`they were taken on two machines, "${a.hardware}" and "${b.hardware}"`);
  const others = otherPackages(a, b);
  if (others !== undefined) return certain(others);
  if (a.address === undefined || b.address === undefined || tapOf(a) === tapOf(b)) return undefined;
  return byAddresses(a, b, `${placeOf(a)} and ${placeOf(b)}`);
}

function conflictAtOneTime(a: PieceTraits, b: PieceTraits): DeviceConflict | undefined {
  if (a.address === undefined || b.address === undefined) return undefined;
  if (tapOf(a) !== undefined) {
    const why = `two VPN taps at the same time, of which a device has one (${a.address})`;
    return { why, byAddress: true, unlessShared: true };
  }
  if (a.address === b.address) {
    // A log group holds what a rule sends there: each may have its own flows of one device.
    if ([...a.linkTypes, ...b.linkTypes].includes('NFLOG')) return undefined;
    const why = `at the same time both have flows of ${a.address} to the same services, and none of them is in both files`;
    return { why, byAddress: true, unlessShared: true };
  }
  const both = `${a.address} and ${b.address} at the same time`;
  const emulators = [a, b].filter(({ address = '' }) => EMULATOR.has(address)).length;
  if (emulators === 2) return undefined;
  if (!isIpv4(a.address) || !isIpv4(b.address)) return undefined;
  if (emulators === 1) return byAddresses(a, b, `${both}, of which one is an emulator's`);
  if (networkOf(a.address) === networkOf(b.address)) return byAddresses(a, b, `${both}, in one network`);
  if ([a, b].every(({ linkTypes }) => linkTypes.some((name) => ANY_INTERFACE.has(name))))
    return byAddresses(a, b, `${both}, each on all interfaces of its device`);
  return undefined;
}

function certain(why: string): DeviceConflict {
  return { why, byAddress: false, unlessShared: false };
}

function byAddresses(a: PieceTraits, b: PieceTraits, why: string): DeviceConflict {
  return {
    why: `they are of ${why}`,
    byAddress: a.address !== undefined && b.address !== undefined,
    unlessShared: false,
  };
}

function otherPackages(a: PieceTraits, b: PieceTraits): string | undefined {
  let same = 0;
  const other: number[] = [];
  for (const [uid, name] of a.packages) {
    const theirs = b.packages.get(uid);
    if (theirs === undefined) continue;
    if (theirs === name) same++;
    else other.push(uid);
  }
  if (other.length < LEAST_OTHER_PACKAGES || other.length <= same) return undefined;
  const [uid = 0] = other;
  return `UID ${uid} is ${a.packages.get(uid)} in the first and ${b.packages.get(uid)} in the second`;
}

function tapOf({ address }: PieceTraits): string | undefined {
  return address === undefined ? undefined : VPN_TAPS.get(address);
}

function placeOf(piece: PieceTraits): string {
  const tap = tapOf(piece);
  return tap === undefined ? `a network interface (${piece.address})` : `a VPN tap of ${tap} (${piece.address})`;
}

function isIpv4(address: string): boolean {
  return !address.includes(':');
}

/** The /24: what homes, labs and access points give their devices. */
function networkOf(address: string): string {
  return address.slice(0, address.lastIndexOf('.'));
}
