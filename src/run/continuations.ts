// Which flow goes on with what a timeout or a cap split off before: the same ends and transport, without a new connection between them.

import { BatchFlag } from '../flows/flow-batch.ts';
import type { ResolvedFlows } from './resolved-flows.ts';

/** Ids of the flows before, by rank. */
export function continuations(flows: ResolvedFlows): Map<number, string> {
  const last = new Map<string, number>();
  const continues = new Map<number, string>();
  for (let rank = 0; rank < flows.count; rank++) {
    const reason = flows.endReason(rank);
    const isSplit = reason === 'idle' || reason === 'active' || reason === 'resources';
    if (last.size === 0 && !isSplit) continue;
    const key = symmetricKey(flows, rank);
    const before = last.get(key);
    if (before !== undefined && !flows.has(rank, BatchFlag.syn)) continues.set(rank, flows.id(before));
    if (isSplit) last.set(key, rank);
    else last.delete(key);
  }
  return continues;
}

function symmetricKey(flows: ResolvedFlows, rank: number): string {
  const a = `${flows.addressId(rank, 0)} ${flows.port(rank, 0)}`;
  const b = `${flows.addressId(rank, 1)} ${flows.port(rank, 1)}`;
  return a < b ? `${flows.transport(rank)} ${a} ${b}` : `${flows.transport(rank)} ${b} ${a}`;
}
