// Packets to flows for some of the logical shards: the same code whether one thread holds all shards or each of several holds its own.

import type { PacketView } from '../parse/packet-view.ts';
import { DnsNames } from './dns-names.ts';
import { DuplicateFilter } from './duplicate-filter.ts';
import { flowHash, SHARDS, shardOf } from './flow-key.ts';
import { type FlowEnd, FlowMeter } from './flow-meter.ts';

/** All state is a shard's own: nothing that one shard sees changes what another makes of its packets. */
export interface Shard {
  readonly meter: FlowMeter;
  readonly duplicates: DuplicateFilter;
  readonly names: DnsNames;
}

export class FlowPipeline {
  /** By shard; undefined for those of other workers. */
  readonly shards: readonly (Shard | undefined)[];
  /** Time of the last packet, be it another worker's: what is idle at the end must not depend on who owns the shard. */
  #nowUs = 0;

  /** `owned`: the shards of this pipeline. `maxFlows`: concurrent flows over all shards. */
  constructor(owned: readonly number[], maxFlows: number, onEnd: FlowEnd) {
    const perShard = Math.max(1, Math.ceil(maxFlows / SHARDS));
    this.shards = Array.from({ length: SHARDS }, (_, shard) =>
      owned.includes(shard)
        ? { meter: new FlowMeter(perShard, onEnd), duplicates: new DuplicateFilter(), names: new DnsNames() }
        : undefined,
    );
  }

  /** `severalInterfaces`: the same packet may come again from another one. */
  packet(view: PacketView, capture: number, severalInterfaces: boolean): void {
    this.#nowUs = view.timeUs;
    const hash = flowHash(view);
    const shard = this.shards[shardOf(hash)];
    if (shard === undefined) return;
    if (severalInterfaces && shard.duplicates.isDuplicate(view, hash)) return;
    shard.names.offer(view);
    shard.meter.packet(view, hash, capture);
  }

  finish(): void {
    for (const shard of this.shards) shard?.meter.finish(this.#nowUs);
  }
}
