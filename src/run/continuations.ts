// Which flow goes on with what a timeout or a cap split off before: the same ends and transport, without a new connection between them.

import { TripleNumbers } from '../base/triple-numbers.ts';
import { BatchFlag } from '../flows/flow-batch.ts';
import type { ResolvedFlows } from './resolved-flows.ts';

const PORTS = 2 ** 16;

/** By rank, the rank of the flow before plus one; 0 for none. */
export function continuations(flows: ResolvedFlows): Uint32Array {
  const continues = new Uint32Array(flows.count);
  const conversations = new TripleNumbers();
  /** Of each conversation, the rank of its last part plus one; 0 where that was not split off. */
  const last: number[] = [];
  for (let rank = 0; rank < flows.count; rank++) {
    const reason = flows.endReason(rank);
    const isSplit = reason === 'idle' || reason === 'active' || reason === 'resources';
    if (last.length === 0 && !isSplit) continue;
    const a = flows.addressId(rank, 0) * PORTS + flows.port(rank, 0);
    const b = flows.addressId(rank, 1) * PORTS + flows.port(rank, 1);
    const protocol = flows.index.protocol(flows.order[rank]);
    const conversation = conversations.of(Math.min(a, b), Math.max(a, b), protocol);
    if (conversation === last.length) last.push(0);
    else if (!flows.has(rank, BatchFlag.syn)) continues[rank] = last[conversation];
    last[conversation] = isSplit ? rank + 1 : 0;
  }
  conversations.release();
  return continues;
}
