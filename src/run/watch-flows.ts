// The second, targeted reading of a capture: payload of the flows of apps whose crypto calls were logged, and only of those. It finds each app's
// ciphertext in what it sent, and the moments of sending. A run without such logs never gets here.

import type { FlowSends, PlacedCrypto, PlacedMatch } from '../evidence/app-case.ts';
import { outputEvents } from '../evidence/crypto-evidence.ts';
import { KEY_WORDS } from '../flows/flow-key.ts';
import {
  type WatchedDirection,
  type WatchedFlowKey,
  type WatchedSegment,
  WatchedStreams,
} from '../flows/watched-streams.ts';
import type { JudgedChannel } from '../models/channel-judgement.ts';
import { CiphertextSearch } from '../models/ciphertext-search.ts';
import { readPackets, type WatchPiece } from './piece-packets.ts';
import type { ResolvedFlows } from './resolved-flows.ts';

/** What is watched for one app. */
export interface WatchedApp {
  readonly uid: number;
  readonly channels: readonly JudgedChannel[];
  readonly crypto: readonly PlacedCrypto[];
}

export interface Watched {
  /** By UID. */
  readonly sends: ReadonlyMap<number, readonly FlowSends[]>;
  /** Flows beyond the bound, and payload bytes beyond the bounds of the streams. */
  readonly flowsLeftOut: number;
  readonly droppedBytes: number;
}

/** Flows of one app; a beacon of two weeks at a minute has 20,000. */
const FLOWS_AN_APP = 4096;
/** Flows that end before the first call or begin long after the last cannot hold what the calls made. */
const AROUND_US = 120e6;
/**
 * Bytes cannot leave before they are made: where they seem to, the log is late, as hooks that write in batches are. By more than this it is
 * another day's log, or another device's.
 */
const LATE_LOG_US = 5e6;

interface Target {
  readonly app: WatchedApp;
  readonly judged: JudgedChannel;
  readonly rank: number;
}

export async function watchFlows(
  pieces: readonly WatchPiece[],
  flows: ResolvedFlows,
  apps: readonly WatchedApp[],
): Promise<Watched> {
  const { targets, flowsLeftOut } = targetsOf(apps);
  const streams = new WatchedStreams(targets.map(({ rank }) => keyOf(flows, rank)));
  await readStreams(pieces, streams);
  const searches = new Map(apps.map((app) => [app.uid, searchOf(app)]));
  const sends = new Map<number, FlowSends[]>();
  targets.forEach(({ app, judged, rank }, at) => {
    const side = flows.remoteSide(rank) === 1 ? 0 : 1;
    const direction = streams.flows[at][side];
    const search = searches.get(app.uid);
    const found = {
      flowId: flows.id(rank),
      channelId: judged.id,
      sends: sendsOf(direction),
      matches: search === undefined ? [] : matchesOf(search, direction, side === 0 ? 'orig' : 'resp'),
    } satisfies FlowSends;
    const known = sends.get(app.uid);
    if (known === undefined) sends.set(app.uid, [found]);
    else known.push(found);
  });
  return { sends, flowsLeftOut, droppedBytes: streams.droppedBytes };
}

/** Reads the whole capture once more, in one thread. */
export async function readStreams(pieces: readonly WatchPiece[], streams: WatchedStreams): Promise<void> {
  await readPackets(pieces, (_, view, piece) => {
    if (view !== undefined) streams.packet(view, piece);
  });
  streams.finish();
}

function targetsOf(apps: readonly WatchedApp[]): { targets: Target[]; flowsLeftOut: number } {
  const targets: Target[] = [];
  let flowsLeftOut = 0;
  for (const app of apps) {
    const fromUs = app.crypto[0].captureUs - AROUND_US;
    const toUs = app.crypto[app.crypto.length - 1].captureUs + AROUND_US;
    const own: Target[] = [];
    // Unexplained ciphertext first: it must not fall to the bound.
    for (const judged of [...app.channels].sort((a, b) => b.unexplained.length - a.unexplained.length)) {
      for (const flow of judged.channel.flows) {
        if (flow.endUs >= fromUs && flow.startUs <= toUs) own.push({ app, judged, rank: flow.index });
      }
    }
    flowsLeftOut += Math.max(0, own.length - FLOWS_AN_APP);
    targets.push(...own.slice(0, FLOWS_AN_APP));
  }
  return { targets, flowsLeftOut };
}

export function keyOf(flows: ResolvedFlows, rank: number): WatchedFlowKey {
  const batch = flows.batch(rank);
  const row = flows.row(rank);
  return { key: batch.key, keyAt: row * KEY_WORDS, startUs: batch.startUs[row], endUs: batch.endUs[row] };
}

interface AppSearch {
  readonly search: CiphertextSearch;
  readonly causes: readonly PlacedCrypto[];
}

function searchOf(app: WatchedApp): AppSearch | undefined {
  const causes = outputEvents(app).filter(({ event }) => event.outputPrefix !== undefined);
  const search = new CiphertextSearch(
    causes.map(({ event }, index) => ({
      index,
      prefix: Buffer.from(event.outputPrefix ?? '', 'hex'),
      bytes: event.outputBytes,
      sha256: event.outputSha256,
    })),
  );
  return search.size === 0 ? undefined : { search, causes };
}

/** Matches whose bytes left no earlier than they were made, as far as the log's time can be trusted. */
function matchesOf({ search, causes }: AppSearch, direction: WatchedDirection, side: 'orig' | 'resp'): PlacedMatch[] {
  return search.find(direction.bytes).flatMap((match) => {
    const cause = causes[match.output];
    const segment = segmentAt(direction.segments, match.offset);
    if (segment === undefined || segment.timeUs < cause.captureUs - LATE_LOG_US) return [];
    return [{ ...match, cause, side, frame: segment.frame, timeUs: segment.timeUs }];
  });
}

/** The segment that holds a byte of the stream. */
export function segmentAt(segments: readonly WatchedSegment[], offset: number): WatchedSegment | undefined {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (segments[middle].offset <= offset) low = middle;
    else high = middle - 1;
  }
  return segments[low];
}

const TLS_HANDSHAKE = 0x16;
const TLS_DATA = 0x17;
/** Segments of one write follow each other at once, all but the last of them full. */
const SAME_WRITE_US = 2000;
const FULL_SEGMENT = 1000;

/** What was sent when: records of application data where the stream is TLS, else writes. */
function sendsOf({ bytes, segments }: WatchedDirection): FlowSends['sends'] {
  if (bytes.length > 5 && bytes[0] === TLS_HANDSHAKE && bytes[1] === 3) return recordsOf(bytes, segments);
  const sends: { timeUs: number; bytes: number; frame: number }[] = [];
  let lastUs = Number.NEGATIVE_INFINITY;
  let lastLength = 0;
  for (const { timeUs, length, frame } of segments) {
    const last = sends[sends.length - 1];
    if (last !== undefined && timeUs - lastUs <= SAME_WRITE_US && lastLength >= FULL_SEGMENT) last.bytes += length;
    else sends.push({ timeUs, bytes: length, frame });
    lastUs = timeUs;
    lastLength = length;
  }
  return sends;
}

function recordsOf(bytes: Uint8Array, segments: readonly WatchedSegment[]): FlowSends['sends'] {
  const sends: { timeUs: number; bytes: number; frame: number }[] = [];
  for (let at = 0; at + 5 <= bytes.length; ) {
    const length = (bytes[at + 3] << 8) | bytes[at + 4];
    if (bytes[at + 1] !== 3) break;
    const segment = segmentAt(segments, at);
    if (bytes[at] === TLS_DATA && segment !== undefined)
      sends.push({ timeUs: segment.timeUs, bytes: length, frame: segment.frame });
    at += 5 + length;
  }
  return sends;
}
