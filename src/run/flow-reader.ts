// Reads spilled flow lines back in output order and closes each with what the whole capture told.

import { CHANNEL_MEASURES } from '../features/channel-measures.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import { flowLineTail } from '../report/flow-line.ts';
import type { AppJoin } from './app-join.ts';
import { SpillReader } from './flow-spill.ts';
import type { IndexedChannelFlow } from './indexed-channel-flow.ts';
import type { ResolvedFlows } from './resolved-flows.ts';

/** Lines are handed on in blocks of about this size. */
const BLOCK_BYTES = 1 << 19;
/** Of one channel; 8 MiB. */
const MAX_MEASURED_FLOWS = 1 << 16;

export class FlowReader {
  readonly #spills: readonly SpillReader[];

  /** One spill file a worker, by descriptor. They are the reader's, who closes them. */
  constructor(descriptors: readonly number[]) {
    this.#spills = descriptors.map((descriptor) => new SpillReader(descriptor));
  }

  /** Blocks of whole lines, for flows.ndjson. Each block is the caller's. */
  *blocks(flows: ResolvedFlows, join: AppJoin): Generator<Uint8Array> {
    const continuations = flows.continuations();
    let block = Buffer.allocUnsafe(BLOCK_BYTES);
    let used = 0;
    for (const rank of join.keptRanks(flows)) {
      const head = this.#head(flows, rank);
      const tail = this.#tail(flows, join, continuations, rank);
      const most = head.length + tail.length * 3;
      if (used + most > block.length) {
        if (used > 0) yield block.subarray(0, used);
        block = Buffer.allocUnsafe(Math.max(BLOCK_BYTES, most));
        used = 0;
      }
      used += head.copy(block, used);
      used += block.write(tail, used, 'utf8');
    }
    if (used > 0) yield block.subarray(0, used);
  }

  *records(flows: ResolvedFlows, join: AppJoin): Generator<FlowRecord> {
    const continuations = flows.continuations();
    for (const rank of join.keptRanks(flows)) {
      const line = this.#head(flows, rank).toString('utf8') + this.#tail(flows, join, continuations, rank);
      yield JSON.parse(line) as FlowRecord;
    }
  }

  /**
   * Runs `work` while the flows' measures are at hand: they stand before each line, and only a channel's are in memory at a time.
   * Flows beyond the cap stay without; returns how many.
   */
  withMeasures(flows: ResolvedFlows, rows: readonly IndexedChannelFlow[], work: () => void): number {
    const width = CHANNEL_MEASURES.length;
    const count = Math.min(rows.length, MAX_MEASURED_FLOWS);
    const measures = new Float32Array(count * width);
    const bytes = new Uint8Array(measures.buffer);
    for (let i = 0; i < count; i++) {
      const { index: rank } = rows[i];
      const offset = flows.batch(rank).spillOffset[flows.row(rank)] - width * 4;
      this.#spills[flows.worker(rank)].readInto(bytes.subarray(i * width * 4, (i + 1) * width * 4), offset);
      rows[i].lend(measures, i * width);
    }
    work();
    for (let i = 0; i < count; i++) rows[i].lend(undefined);
    return rows.length - count;
  }

  close(): void {
    for (const spill of this.#spills) spill.close();
  }

  #head(flows: ResolvedFlows, rank: number): Buffer {
    const batch = flows.batch(rank);
    const row = flows.row(rank);
    return this.#spills[flows.worker(rank)].read(batch.spillOffset[row], batch.spillBytes[row]);
  }

  #tail(flows: ResolvedFlows, join: AppJoin, continuations: ReadonlyMap<number, string>, rank: number): string {
    const domain = flows.domain(rank);
    return flowLineTail({
      local: flows.local(rank),
      continues: continuations.get(rank),
      domain: domain?.name,
      domainSource: domain?.source,
      app: join.app(rank),
      missing: join.missing(rank),
    });
  }
}
