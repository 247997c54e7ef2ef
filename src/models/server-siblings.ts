// Flows to one port of several servers that a client asks the same way: they are judged together as those to one address are. That they speak one
// protocol shows by bytes at fixed places of their first messages. Invariant: flows without such a header in common are left as they are.

import type { EncryptionRecord } from '../flows/flow-record.ts';
import type { SiblingFlow } from './sibling-flow.ts';
import { judgeShortFlows } from './sibling-pool.ts';

/** Of them, so that what they have in common is none by chance. */
export const MIN_SERVERS = 3;
/** Places at which all are the same: of three random messages, fewer than one in 2^23 have two such places. */
const MIN_SHARED_BYTES = 2;
const LOOKED_AT_BYTES = 32;
const WHERE = 'to the same port of other addresses';

/** `flows`: to one port and over one transport, of one originator, at most a few an address. Flows that are judged anew, by position. Never throws. */
export function judgeAcrossServers(flows: readonly SiblingFlow[]): Map<number, EncryptionRecord> {
  const anew = new Map<number, EncryptionRecord>();
  const openings = flows.map(openingOf);
  for (const positions of ofOneProtocol(openings)) {
    const alike = positions.map((i) => flows[i]);
    const found = new Map<number, EncryptionRecord>();
    judgeShortFlows(
      alike,
      alike.map((_, i) => i),
      found,
      WHERE,
    );
    for (const [i, record] of found) anew.set(positions[i], record);
  }
  return anew;
}

function openingOf(flow: SiblingFlow): Uint8Array | undefined {
  if (!flow.isByBytes || !flow.startSeen) return undefined;
  return flow.messages().find(({ fromOriginator }) => fromOriginator === 1)?.bytes;
}

/** All of them, or, where a port is used by several protocols, those that begin alike. */
function ofOneProtocol(openings: readonly (Uint8Array | undefined)[]): number[][] {
  const all = openings.flatMap((opening, i) => (opening === undefined ? [] : [i]));
  if (haveHeader(openings, all)) return [all];
  const beginnings = new Map<number, number[]>();
  for (const i of all) {
    const [first = 0, second = 0] = openings[i] ?? [];
    const alike = beginnings.get(first * 256 + second);
    if (alike === undefined) beginnings.set(first * 256 + second, [i]);
    else alike.push(i);
  }
  return [...beginnings.values()].filter((alike) => haveHeader(openings, alike));
}

function haveHeader(openings: readonly (Uint8Array | undefined)[], positions: readonly number[]): boolean {
  if (positions.length < MIN_SERVERS) return false;
  const first = openings[positions[0]] ?? new Uint8Array(0);
  let shared = 0;
  for (let at = 0; at < Math.min(first.length, LOOKED_AT_BYTES) && shared < MIN_SHARED_BYTES; at++) {
    if (positions.every((i) => openings[i]?.[at] === first[at])) shared++;
  }
  return shared === MIN_SHARED_BYTES;
}
