// The biflow key (RFC 5103): addresses as 32-bit words, ports, protocol. The hash is the same for both directions.

import type { PacketView } from '../parse/packet-view.ts';

/** Int32 words of a stored key: originator address, responder address, both ports in one word, protocol. */
export const KEY_WORDS = 10;

/** Multipliers of MurmurHash3's 32-bit finaliser and body (Appleby, public domain). */
const M1 = 0x85ebca6b | 0;
const M2 = 0xc2b2ae35 | 0;

/** Symmetric in the two endpoints; a signed 32-bit integer. */
export function flowHash(view: PacketView): number {
  const source = mix(view.s0, view.s1, view.s2, view.s3, view.sourcePort);
  const destination = mix(view.d0, view.d1, view.d2, view.d3, view.destinationPort);
  let hash = (source + destination + Math.imul(view.protocol, M1)) | 0;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, M2);
  return hash ^ (hash >>> 15);
}

function mix(a0: number, a1: number, a2: number, a3: number, port: number): number {
  let h = Math.imul(a3, M1) ^ Math.imul(port + 1, M2);
  h ^= h >>> 15;
  h = (Math.imul(h, M1) + Math.imul(a2 ^ Math.imul(a1, M2) ^ Math.imul(a0, M1), M2)) | 0;
  h ^= h >>> 13;
  return Math.imul(h, M2);
}

/** Logical shards: fixed, so that evictions and splits do not depend on how many workers share the work. */
export const SHARDS = 4;

/** Which shard owns a flow; other bits of the hash than those that choose a bucket. */
export function shardOf(hash: number): number {
  return (hash >>> 29) & (SHARDS - 1);
}
