// What the capture itself says about the network area: how much was read, where it is cut, what is blind.

import { unreadRest } from '../report/early-stop.ts';
import { counted } from '../report/human-number.ts';
import { packetFaults } from '../report/packet-faults.ts';
import type { CaptureCoverage } from '../telemetry/coverage.ts';
import { type PieceFile, unreadOf } from './capture-manifest.ts';
import type { PieceReport } from './piece-report.ts';
import type { ShardReport } from './shard-run.ts';

/** A snap length below this cuts into the payload of full-sized packets. */
const WHOLE_PACKET_BYTES = 1500;

/** `reports`: one a worker. */
export function captureCoverage(files: readonly PieceFile[], reports: readonly ShardReport[]): CaptureCoverage {
  const { pieces, notDecoded } = reports[0];
  const times = pieces.flatMap((piece) =>
    piece.firstUs === undefined || piece.lastUs === undefined ? [] : [piece.firstUs, piece.lastUs],
  );
  return {
    datasets: pieces.map((piece, i) => ({
      name: piece.format,
      file: files[i]?.file ?? 'stdin',
      records: piece.packets,
      rejected: 0,
    })),
    startUs: times.length === 0 ? undefined : Math.min(...times),
    endUs: times.length === 0 ? undefined : Math.max(...times),
    ...(isUnread(pieces, notDecoded) ? { isUnread: true } : {}),
    gaps: [
      ...pieces.flatMap((piece, i) => pieceGaps(files[i], piece)),
      ...lossGaps(reports),
      ...decodingGaps(notDecoded),
    ],
    blindTo: pieces.some((piece) => piece.snapLength > 0 && piece.snapLength < WHOLE_PACKET_BYTES)
      ? ['payload beyond the snap length: sizes are right, bytes are cut']
      : [],
  };
}

function pieceGaps(source: PieceFile | undefined, piece: PieceReport): CaptureCoverage['gaps'] {
  const file = source?.file ?? 'stdin';
  const gaps: { startUs?: number | undefined; cause: string }[] = [];
  if (piece.stop !== undefined) {
    const { kind, offset, reason, isPassed } = piece.stop;
    const stop = { reason, offset, ...unreadOf(source, piece) };
    gaps.push({
      ...(isPassed === true ? {} : { startUs: piece.lastUs }),
      cause: [`${file}: ${kind} at byte ${offset}: ${reason}`, ...unreadRest({ bytes: piece.bytes, stop })].join(', '),
    });
  }
  if (!piece.isEnded)
    gaps.push({ startUs: piece.lastUs, cause: `${file}: reading was interrupted: what comes later was not read` });
  if (piece.droppedByCapture > 0)
    gaps.push({ cause: `${file}: the capturing system dropped ${counted(piece.droppedByCapture, 'packet')}` });
  for (const fault of packetFaults({ packets: piece.packets, cut: piece.cut, clock_back: piece.clockBack }))
    gaps.push({ cause: `${file}: ${fault}` });
  if (piece.provenance.includes('VPN tap')) {
    gaps.push({
      cause: `${file}: a VPN tap makes packet sizes and timing of its own; features of packets are left out`,
    });
  }
  return gaps;
}

/** Sentences of what caps cost; those without consequence for a verdict stay in the manifest. */
const LOSSES: Record<string, readonly [one: string, many: string, rest: string]> = {
  evicted_flows: ['flow was', 'flows were', 'ended early because the flow table was full'],
  messages_beyond_log: [
    'message',
    'messages',
    'came after a flow’s log was full: timing and sizes rest on the first 512 of each flow',
  ],
  incomplete_fragments: ['fragmented datagram was', 'fragmented datagrams were', 'never complete'],
  packet_uids_dropped: ['packet', 'packets', 'named one more owner of a flow than are counted'],
  forced_holes: [
    'hole in TCP streams was',
    'holes in TCP streams were',
    'passed over because too much waited behind it',
  ],
  prefixes_refused: ['payload prefix', 'payload prefixes', 'found no memory: such a flow is measured on fewer bytes'],
  log_entries_refused: ['message or packet', 'messages or packets', 'found no memory in the logs'],
  long_openings: [
    'flow of no recognised protocol opens',
    'flows of no recognised protocol open',
    'without a key in a message longer than the 4096 bytes that are kept: keys are looked for in its first 1024 bytes (ML-KEM: 256), others would be missed',
  ],
  keys_refused: ['key was', 'keys were', 'not compared with those of other flows: more than can be remembered'],
  dns_hints_dropped: ['DNS answer was', 'DNS answers were', 'not remembered: some destinations have no name'],
};

function lossGaps(reports: readonly ShardReport[]): CaptureCoverage['gaps'] {
  return Object.entries(LOSSES).flatMap(([name, [one, many, rest]]) => {
    const count = reports.reduce((sum, report) => sum + (report.losses[name] ?? 0), 0);
    return count === 0 ? [] : [{ cause: `${counted(count, one, many)} ${rest}` }];
  });
}

const UNREADABLE = /^inside |truncated|malformed|link type|PPPoE|MPLS/;

/** Every packet that was there may have carried an app's traffic, and none of them shows. */
function isUnread(pieces: readonly PieceReport[], notDecoded: NotDecoded): boolean {
  const packets = pieces.reduce((sum, piece) => sum + piece.packets, 0);
  const lost = notDecoded.reduce((sum, [reason, count]) => (UNREADABLE.test(reason) ? sum + count : sum), 0);
  return packets > 0 && lost >= packets;
}

type NotDecoded = readonly (readonly [string, number])[];

/** Packets that no flow holds though they may carry an app's traffic: tunnels left closed, damaged headers, unknown link types. */
function decodingGaps(notDecoded: NotDecoded): CaptureCoverage['gaps'] {
  return notDecoded
    .filter(([reason]) => UNREADABLE.test(reason))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reason, count]) => ({
      cause: `${counted(count, 'packet')} not decoded: ${reason}`,
    }));
}
