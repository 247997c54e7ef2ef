// From the rows of one tier to one owner: rows that overlap the flow beat rows that are merely near, rows that began with its SYN beat rows
// that began long before; what is left is scored by UID, and two UIDs of similar score are an ambiguity, not a choice.

import { CLEAR_WIN, CONFIDENCE_FLOOR, type LogTier, Modifier, PACKET_MATCH, TIERS } from './attribution-tiers.ts';
import type { FlowTuple } from './flow-tuple.ts';
import { RowKind, TransportCode } from './socket-columns.ts';
import type { SocketIndex } from './socket-index.ts';

export interface UidCandidate {
  readonly uid: number;
  confidence: number;
  /** Confidence weighed by the share of the longest overlap. */
  score: number;
  /** The best row first. */
  rows: number[];
}

export interface Choice {
  readonly best: UidCandidate;
  readonly alternatives: readonly UidCandidate[];
  readonly ambiguous: boolean;
}

/** What a row is worth before any modifier. */
export type BaseConfidence = (row: number) => number;

export function baseConfidence(tier: LogTier, flow: FlowTuple, index: SocketIndex): BaseConfidence {
  const { confidence } = TIERS[tier];
  if (tier !== 'E') return () => confidence;
  return (row) => (hasItsPackets(row, flow, index) ? PACKET_MATCH.confidence : confidence);
}

/** Undefined where no row has a known owner. `rows` hold only rows that may have been alive with the flow. */
export function chooseOwner(
  rows: readonly number[],
  base: BaseConfidence,
  flow: FlowTuple,
  index: SocketIndex,
): Choice | undefined {
  let top = -1;
  let longestUs = 0;
  for (const row of rows) {
    if (index.columns.uid[row] < 0) continue;
    const rank = rankOf(row, flow, index);
    if (rank > top) {
      top = rank;
      longestUs = 0;
    }
    if (rank === top) longestUs = Math.max(longestUs, overlapUs(row, flow, index));
  }
  if (top < 0) return undefined;
  const byUid = new Map<number, UidCandidate>();
  for (const row of rows) {
    const uid = index.columns.uid[row];
    if (uid < 0 || rankOf(row, flow, index) !== top) continue;
    const confidence = confidenceOf(row, base, flow, index);
    const score = confidence * (longestUs === 0 ? 1 : Math.max(0.1, overlapUs(row, flow, index) / longestUs));
    const known = byUid.get(uid);
    if (known === undefined) byUid.set(uid, { uid, confidence, score, rows: [row] });
    else if (score > known.score) {
      known.confidence = confidence;
      known.score = score;
      known.rows.unshift(row);
    } else known.rows.push(row);
  }
  return decide([...byUid.values()]);
}

/** How much nearer in time one app's connect event must be than another's, and what stamps of milliseconds leave open. */
const NEARER = 4;
const STAMP_US = 10_000;

/**
 * Tier F: connect events without a local port. One UID and one flow in the window is a match; of more, the nearest in time is, where it is clearly
 * nearer. `flowsNear`: flows to that endpoint that begin within the window.
 */
export function chooseConnect(
  rows: readonly number[],
  base: number,
  flow: FlowTuple,
  flowsNear: number,
  index: SocketIndex,
): Choice | undefined {
  const byUid = new Map<number, UidCandidate>();
  for (const row of rows) {
    const uid = index.columns.uid[row];
    if (uid < 0) continue;
    const isTold = flow.transport === TransportCode.tcp || index.columns.transport[row] === flow.transport;
    const confidence = isTold ? base : base * Modifier.connectAnyTransport;
    const score = 1 / (STAMP_US + Math.abs(index.startUs[row] - flow.startUs));
    const known = byUid.get(uid);
    if (known === undefined) byUid.set(uid, { uid, confidence, score, rows: [row] });
    else if (score > known.score) {
      known.score = score;
      known.confidence = confidence;
      known.rows.unshift(row);
    } else known.rows.push(row);
  }
  if (byUid.size === 0) return undefined;
  const candidates = [...byUid.values()].sort((a, b) => b.score - a.score || a.uid - b.uid);
  const [best, ...alternatives] = candidates;
  const ambiguous = alternatives.length > 0 && best.score < NEARER * alternatives[0].score;
  if (alternatives.length > 0 || flowsNear > 1) {
    const share = Modifier.connectNearest / (ambiguous ? candidates.length : 1);
    for (const candidate of candidates) candidate.confidence *= share;
  }
  return { best, alternatives, ambiguous };
}

function decide(candidates: UidCandidate[]): Choice {
  candidates.sort((a, b) => b.score - a.score || a.uid - b.uid);
  const [best, ...alternatives] = candidates;
  const ambiguous = alternatives.length > 0 && best.score < CLEAR_WIN * alternatives[0].score;
  if (ambiguous)
    for (const candidate of candidates) candidate.confidence = floored(candidate.confidence / candidates.length);
  return { best, alternatives, ambiguous };
}

/** 2: overlaps and agrees with the SYN; 1: overlaps; 0: near. */
function rankOf(row: number, flow: FlowTuple, index: SocketIndex): number {
  if (index.startUs[row] > flow.endUs || index.endUs[row] < flow.startUs) return 0;
  if (!flow.synSeen) return 2;
  // A socket that was there well before the SYN is another one that had the same ports.
  const startedBefore =
    index.startUs[row] + Math.max(index.windowAfterUs(row), index.windowBeforeUs(row)) < flow.startUs;
  return startedBefore && index.columns.localPort[row] !== 0 && index.columns.remotePort[row] !== 0 ? 1 : 2;
}

function overlapUs(row: number, flow: FlowTuple, index: SocketIndex): number {
  return Math.max(0, Math.min(flow.endUs, index.endUs[row]) - Math.max(flow.startUs, index.startUs[row]));
}

/** What one row is worth, all modifiers but ambiguity applied. */
export function confidenceOf(row: number, base: BaseConfidence, flow: FlowTuple, index: SocketIndex): number {
  const { columns } = index;
  let confidence = base(row);
  if (columns.kind[row] === RowKind.untimed) return confidence * Modifier.untimed;
  const beforeUs = index.startUs[row] - flow.endUs;
  const afterUs = flow.startUs - index.endUs[row];
  if (beforeUs > 0) confidence *= 1 - (Modifier.gapWeight * beforeUs) / index.windowBeforeUs(row);
  else if (afterUs > 0) confidence *= 1 - (Modifier.gapWeight * afterUs) / index.windowAfterUs(row);
  else if (flow.startUs < index.earliestUs(row)) confidence *= Modifier.tailOnly;
  if (columns.kind[row] === RowKind.poll && columns.polls[row] === 1) confidence *= Modifier.singleSnapshot;
  return floored(confidence);
}

/** The packets of the row, though their addresses are unknown, are those of the flow: hardly another flow begins and ends with it. */
function hasItsPackets(row: number, flow: FlowTuple, index: SocketIndex): boolean {
  const { columns, startUs, endUs } = index;
  if (columns.kind[row] !== RowKind.packet || flow.packets === undefined) return false;
  const logged = columns.polls[row];
  return (
    logged >= PACKET_MATCH.share * flow.packets &&
    flow.packets >= PACKET_MATCH.share * logged &&
    Math.abs(startUs[row] - flow.startUs) <= PACKET_MATCH.edgeUs &&
    Math.abs(endUs[row] - flow.endUs) <= PACKET_MATCH.edgeUs
  );
}

function floored(confidence: number): number {
  return Math.max(CONFIDENCE_FLOOR, confidence);
}
