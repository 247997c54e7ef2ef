// Packets to flows for some of the logical shards: the same code whether one thread holds all shards or each of several holds its own.

import type { PacketView } from '../parse/packet-view.ts';
import { DnsNames } from './dns-names.ts';
import { DuplicateFilter } from './duplicate-filter.ts';
import { flowHash, SHARDS, shardOf } from './flow-key.ts';
import { type FlowEnd, FlowMeter } from './flow-meter.ts';

export class FlowPipeline {
  readonly meters: readonly (FlowMeter | undefined)[];
  readonly duplicates = new DuplicateFilter();
  readonly names = new DnsNames();

  /** `shards`: those that this pipeline owns. `maxFlows`: concurrent flows over all shards. */
  constructor(shards: readonly number[], maxFlows: number, onEnd: FlowEnd) {
    const perShard = Math.max(1, Math.ceil(maxFlows / SHARDS));
    this.meters = Array.from({ length: SHARDS }, (_, shard) =>
      shards.includes(shard) ? new FlowMeter(perShard, onEnd) : undefined,
    );
  }

  packet(view: PacketView, capture: number): void {
    const hash = flowHash(view);
    const meter = this.meters[shardOf(hash)];
    if (meter === undefined) return;
    if (this.duplicates.isDuplicate(view, hash)) return;
    this.names.offer(view);
    meter.packet(view, hash, capture);
  }

  finish(): void {
    for (const meter of this.meters) meter?.finish();
  }
}
