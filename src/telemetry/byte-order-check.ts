// Hand-made /proc/net samples often print addresses in reading order, although the kernel prints each word as a host-endian number.
// Against the capture's addresses that shows: then the log's addresses are turned round, and it is said.

import type { AttributableFlow } from './attribution.ts';
import { byteSwappedIp, canonicalIp } from './canonical-ip.ts';
import type { SocketLog } from './socket-log.ts';

export interface TurnedLog {
  readonly file: string;
  /** Distinct addresses that match the capture only when turned, and those that match as they stand. */
  readonly turned: number;
  readonly straight: number;
}

/** Share of matching addresses that must need turning, and how many there must be: one may be chance. */
const TURNED_SHARE = 0.8;
const MIN_TURNED = 2;

/** Turns the addresses of each procnet log that is plainly in the wrong byte order; says which. Doing it twice changes nothing. */
export function turnSwappedAddresses(log: SocketLog, flows: readonly AttributableFlow[]): TurnedLog[] {
  const seen = new Set<string>();
  for (const { orig, resp } of flows) seen.add(canonicalIp(orig.ip) ?? orig.ip).add(canonicalIp(resp.ip) ?? resp.ip);
  const addresses = addressesByFile(log);
  const turnedLogs: TurnedLog[] = [];
  for (const [file, ids] of addresses) {
    let turned = 0;
    let straight = 0;
    for (const id of ids) {
      const ip = log.strings.text(id) ?? '';
      const swapped = byteSwappedIp(ip);
      if (swapped === ip) continue;
      if (seen.has(ip)) straight++;
      else if (swapped !== undefined && seen.has(swapped)) turned++;
    }
    if (turned < MIN_TURNED || turned <= TURNED_SHARE * (turned + straight)) continue;
    turn(log, file);
    turnedLogs.push({ file: log.files[file].name, turned, straight });
  }
  return turnedLogs;
}

function addressesByFile(log: SocketLog): Map<number, Set<number>> {
  const { columns } = log;
  const procnet = log.strings.find('procnet');
  const byFile = new Map<number, Set<number>>();
  for (let row = 0; row < columns.count; row++) {
    if (columns.dataset[row] !== procnet) continue;
    let ids = byFile.get(columns.file[row]);
    if (ids === undefined) {
      ids = new Set();
      byFile.set(columns.file[row], ids);
    }
    if (columns.localIp[row] !== 0) ids.add(columns.localIp[row]);
    if (columns.remoteIp[row] !== 0) ids.add(columns.remoteIp[row]);
  }
  return byFile;
}

function turn(log: SocketLog, file: number): void {
  const { columns, strings } = log;
  for (let row = 0; row < columns.count; row++) {
    if (columns.file[row] !== file) continue;
    columns.localIp[row] = strings.add(byteSwappedIp(strings.text(columns.localIp[row]) ?? ''));
    columns.remoteIp[row] = strings.add(byteSwappedIp(strings.text(columns.remoteIp[row]) ?? ''));
  }
}
