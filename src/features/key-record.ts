// The keys of a flow as they are written: what kind, where, how unlikely by chance, and an id by which the same key is known elsewhere.
// Invariant: the id is the SHA-256 of the public key (modulus, uncompressed point or raw key) whatever form it was sent in; of private keys there is none.

import type { KeyRecord } from '../flows/flow-record.ts';
import { publicKeyId } from '../parse/public-key-id.ts';
import type { FlowKey } from './key-artefact.ts';

export function keysToRecord(keys: readonly FlowKey[]): KeyRecord[] {
  return keys.map(({ form, algorithm, fromOriginator, offset, length, chanceBits, isPrivate, identity }) => ({
    form,
    algorithm,
    from: fromOriginator === 1 ? 'orig' : 'resp',
    offset,
    bytes: length,
    chance_bits: Math.round(chanceBits * 10) / 10,
    ...(isPrivate ? { private: true as const } : {}),
    ...(identity === undefined || isPrivate ? {} : { key_id: publicKeyId(identity) }),
  }));
}
