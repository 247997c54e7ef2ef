// Reads spilled flow lines back in output order and closes each with what the whole capture told.

import type { FlowRecord } from '../flows/flow-record.ts';
import { flowLineTail, withEncryption } from '../report/flow-line.ts';
import type { AppJoin } from './app-join.ts';
import { continuations } from './continuations.ts';
import { SpillReader } from './flow-spill.ts';
import type { ResolvedFlows } from './resolved-flows.ts';

/** Lines are handed on in blocks of about this size. */
const BLOCK_BYTES = 1 << 19;

export class FlowReader {
  readonly #spills: readonly SpillReader[];

  /** One spill file a worker, by descriptor. They are the reader's, who closes them. */
  constructor(descriptors: readonly number[]) {
    this.#spills = descriptors.map((descriptor) => new SpillReader(descriptor));
  }

  /** Blocks of whole lines, for flows.ndjson. A block is valid until the next but one is asked for: it is written meanwhile. */
  *blocks(flows: ResolvedFlows, join: AppJoin): Generator<Uint8Array> {
    // Lines stand in order of time, in which flows need not be gathered.
    flows.index.letGo();
    const continued = continuations(flows);
    let block = Buffer.allocUnsafe(BLOCK_BYTES);
    let other = Buffer.allocUnsafe(BLOCK_BYTES);
    let used = 0;
    for (const rank of join.keptRanks(flows)) {
      const head = this.#head(flows, rank);
      const tail = this.#tail(flows, join, continued, rank);
      const most = head.length + tail.length * 3;
      if (used + most > block.length) {
        if (used > 0) {
          yield block.subarray(0, used);
          [block, other] = [other, block];
        }
        if (most > block.length) block = Buffer.allocUnsafe(most);
        used = 0;
      }
      used += head.copy(block, used);
      used += block.write(tail, used, 'utf8');
    }
    if (used > 0) yield block.subarray(0, used);
    for (const spill of this.#spills) spill.letGo();
  }

  *records(flows: ResolvedFlows, join: AppJoin): Generator<FlowRecord> {
    const continued = continuations(flows);
    for (const rank of join.keptRanks(flows)) {
      const line = this.#head(flows, rank).toString('utf8') + this.#tail(flows, join, continued, rank);
      yield JSON.parse(line) as FlowRecord;
    }
  }

  /** Names of the server's certificate, where the handshake showed one; empty where no line was made. */
  certificateNames(flows: ResolvedFlows, rank: number): readonly string[] {
    const head = this.#head(flows, rank);
    if (!head.includes('"certificate"')) return [];
    // The line without its tail: closing it makes it whole.
    const record = JSON.parse(`${head.toString('utf8')}${flowLineTail(NO_TAIL)}`) as FlowRecord;
    return record.tls?.certificate?.names ?? [];
  }

  close(): void {
    for (const spill of this.#spills) spill.close();
  }

  #head(flows: ResolvedFlows, rank: number): Buffer {
    const batch = flows.batch(rank);
    const row = flows.row(rank);
    const head = this.#spills[flows.worker(rank)].read(batch.spillOffset[row], batch.spillBytes[row]);
    const anew = flows.anew.of(rank);
    return anew === undefined ? head : withEncryption(head, anew);
  }

  #tail(flows: ResolvedFlows, join: AppJoin, continued: Uint32Array, rank: number): string {
    const domain = flows.domain(rank);
    return flowLineTail({
      local: flows.local(rank),
      continues: continued[rank] === 0 ? undefined : flows.id(continued[rank] - 1),
      domain: domain?.name,
      domainSource: domain?.source,
      app: join.app(rank),
      missing: join.missing(rank),
      tlsKeysLogged: join.tlsKeysLogged(flows, rank),
    });
  }
}

const NO_TAIL = {
  local: undefined,
  continues: undefined,
  domain: undefined,
  domainSource: undefined,
  app: undefined,
  missing: undefined,
  tlsKeysLogged: false,
};
