// Files that were given as one capture, held against each other when their flows are known: captures of several devices are refused, with a
// word on what reads them. Costs one pass over the flows where there are several files, a second reading only where nothing else decides.

import { UserError } from '../base/user-error.ts';
import { visibleText } from '../report/safe-text.ts';
import { type DeviceConflict, deviceConflict, OVERLAP_US, overlapUs, type PieceTraits } from './device-conflict.ts';
import { readPackets, type WatchPiece } from './piece-packets.ts';
import type { PieceReport } from './piece-report.ts';
import type { ResolvedFlows } from './resolved-flows.ts';

interface GivenPieces {
  readonly files: readonly (WatchPiece & { readonly file: string })[];
  readonly reports: readonly PieceReport[];
}

/** Of one service, in both files, at the same time: fewer may be chance, or a filter. */
const LEAST_FLOWS = 3;
const MOST_TUPLES = 200_000;
/** Pairs of files that are read a second time: of many pieces what holds for the first ones holds for the others. */
const MOST_READ_TWICE = 8;

interface OneDeviceTask {
  readonly source: { readonly pieces: GivenPieces['files'] | undefined };
  /** --local names the addresses of the device: what addresses tell is no conflict then. */
  readonly options: { readonly local: readonly string[] };
  readonly warn: (message: string) => void;
}

/** Throws a UserError where two files are of two devices; warns where nothing tells whether they are. */
export async function requireOneDevice(
  { source: { pieces: files = [] }, options, warn }: OneDeviceTask,
  reports: readonly PieceReport[],
  flows: ResolvedFlows,
  join: { deviceOf(rank: number): string | undefined },
): Promise<void> {
  if (files.length < 2) return;
  const given: GivenPieces = { files, reports };
  const traits = traitsOf(flows, given, join);
  let isWarned = false;
  let readTwice = 0;
  for (const [i, j] of pairs(traits)) {
    const [a, b] = [traits[i], traits[j]];
    const conflict = deviceConflict(a, b);
    if (conflict === undefined) {
      const remark: string | undefined = isWarned || options.local.length > 0 ? undefined : twoInterfaces(a, b);
      if (remark !== undefined) warn(remark);
      isWarned ||= remark !== undefined;
      continue;
    }
    if (conflict.byAddress && options.local.length > 0) continue;
    if (conflict.unlessShared) {
      if (readTwice++ >= MOST_READ_TWICE || !(await areApart(flows, given, i, j, traits))) continue;
    }
    throw refusal(conflict, given.files[i], given.files[j], a, b, given.files.length - 2);
  }
}

/** Each file with those that begin before it ends, and with the first: thousands of pieces of one capture take no time. */
function* pairs(traits: readonly PieceTraits[]): Generator<[number, number]> {
  for (let i = 0; i < traits.length; i++) {
    for (let j = i + 1; j < traits.length; j++) {
      if (i > 0 && (traits[j].firstUs ?? Number.POSITIVE_INFINITY) > (traits[i].lastUs ?? 0)) break;
      yield [i, j];
    }
  }
}

function traitsOf(
  flows: ResolvedFlows,
  { files, reports }: GivenPieces,
  join: { deviceOf(rank: number): string | undefined },
): PieceTraits[] {
  const packets = files.map(() => new Map<string, number>());
  const logDevices = files.map(() => new Set<string>());
  for (let rank = 0; rank < flows.count; rank++) {
    const piece = flows.batch(rank).capture[flows.row(rank)];
    const local = flows.local(rank);
    if (local === undefined || packets[piece] === undefined) continue;
    const device = join.deviceOf(rank);
    if (device !== undefined) logDevices[piece].add(device);
    if (isGroup(flows.address(rank, flows.remoteSide(rank)))) continue;
    const address = flows.address(rank, local === 'orig' ? 0 : 1);
    packets[piece].set(address, (packets[piece].get(address) ?? 0) + flows.packets(rank));
  }
  const names = new Map<string, number>();
  for (const { file } of files) names.set(file, (names.get(file) ?? 0) + 1);
  return files.map(({ file, path }, i): PieceTraits => {
    const { firstUs, lastUs, hardware, linkTypes, uidNames } = reports[i];
    const most = [...packets[i]].sort((a, b) => b[1] - a[1])[0];
    return {
      // Captures of a lab have one name, each in a folder of its own.
      file: names.get(file) === 1 ? file : path,
      firstUs,
      lastUs,
      hardware,
      linkTypes,
      packages: new Map(uidNames.map(([uid, { packageName }]) => [uid, packageName])),
      address: most === undefined ? undefined : most[0],
      logDevices: logDevices[i],
    };
  });
}

/** Multicast and the limited broadcast (RFC 5771, RFC 4291 §2.7): what every device of a network hears. */
function isGroup(address: string): boolean {
  return address.includes(':') ? address.startsWith('ff') : /^(22[4-9]|23\d)\.|\.255$/.test(address);
}

/** Whether both files have flows to the same services while both run, and no flow has packets in both. */
async function areApart(
  flows: ResolvedFlows,
  { files }: GivenPieces,
  i: number,
  j: number,
  traits: readonly PieceTraits[],
): Promise<boolean> {
  const fromUs = Math.max(traits[i].firstUs ?? 0, traits[j].firstUs ?? 0);
  const toUs = fromUs + overlapUs(traits[i], traits[j]);
  const services = [new Map<string, number>(), new Map<string, number>()];
  for (let rank = 0; rank < flows.count; rank++) {
    const piece = flows.batch(rank).capture[flows.row(rank)];
    const startUs = flows.batch(rank).startUs[flows.row(rank)];
    if ((piece !== i && piece !== j) || startUs < fromUs || startUs > toUs) continue;
    const counts = services[piece === i ? 0 : 1];
    const service = `${flows.transport(rank)} ${flows.address(rank, flows.remoteSide(rank))} ${flows.port(rank, 1)}`;
    counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  const [first, second] = services;
  const isCommon = [...first].some(([name, count]) => count >= LEAST_FLOWS && (second.get(name) ?? 0) >= LEAST_FLOWS);
  if (!isCommon) return false;
  const mine = await tuplesOf(files[i], fromUs, toUs);
  for (const tuple of await tuplesOf(files[j], fromUs, toUs)) if (mine.has(tuple)) return false;
  return true;
}

async function tuplesOf(piece: WatchPiece, fromUs: number, toUs: number): Promise<Set<string>> {
  const tuples = new Set<string>();
  await readPackets([piece], ({ timeUs }, view) => {
    if (view === undefined || timeUs < fromUs || timeUs > toUs || tuples.size >= MOST_TUPLES) return;
    const { s0, s1, s2, s3, d0, d1, d2, d3, protocol, sourcePort, destinationPort } = view;
    const source = `${s0},${s1},${s2},${s3},${sourcePort}`;
    const destination = `${d0},${d1},${d2},${d3},${destinationPort}`;
    tuples.add(source < destination ? `${protocol} ${source} ${destination}` : `${protocol} ${destination} ${source}`);
  });
  return tuples;
}

function refusal(
  { why, byAddress }: DeviceConflict,
  first: WatchPiece,
  second: WatchPiece,
  a: PieceTraits,
  b: PieceTraits,
  others: number,
): UserError {
  const addresses = [...new Set([a.address, b.address])].map((address) => `--local ${address}`).join(' ');
  const otherwise = byAddress ? ` If they are of one device, say which addresses are its own: ${addresses}.` : '';
  const more = others > 0 ? ' …' : '';
  return new UserError(
    visibleText(
      `${a.file} and ${b.file} are captures of their own, not pieces of one: ${why}. Analyse each by itself, or all of them with ` +
        `"cipherscope batch ${first.path} ${second.path}${more} --lake LAKE".${otherwise}`,
    ),
  );
}

/** Of files of the same time with addresses of different networks: nothing tells whether they are of one device. */
function twoInterfaces(a: PieceTraits, b: PieceTraits): string | undefined {
  if (a.address === undefined || b.address === undefined || a.address === b.address) return undefined;
  if (overlapUs(a, b) <= OVERLAP_US || a.address.includes(':') !== b.address.includes(':')) return undefined;
  return (
    `${a.file} (${a.address}) and ${b.file} (${b.address}) are of the same time and read as two interfaces of one device: ` +
    'captures of two devices are for "cipherscope batch".'
  );
}
