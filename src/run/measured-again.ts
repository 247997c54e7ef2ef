// The features of a finding's flows, measured once more from their packets alone: what an explanation holds the claims about structure against.

import { channelMeasureSources, type MeasuredFlow } from '../features/channel-measures.ts';
import { createFeatureRow, measureFlow } from '../features/feature-registry.ts';
import type { FlowKey } from '../features/key-artefact.ts';
import type { LengthPrefix } from '../features/length-prefix.ts';
import type { RepeatedBlocks } from '../features/repeated-blocks.ts';
import { FinishedFlowView } from '../flows/finished-flow-view.ts';
import { flowBeginning } from '../flows/flow-id.ts';
import { SHARDS } from '../flows/flow-key.ts';
import { FlowPipeline } from '../flows/flow-pipeline.ts';
import { CaptureProvenance } from '../flows/provenance.ts';
import { recogniseService } from '../flows/service-registry.ts';
import type { CaptureInfo } from '../parse/capture-info.ts';
import type { PacketDecoder } from '../parse/packet-decoder.ts';

export interface RemeasuredFlow extends MeasuredFlow {
  readonly origFraming: LengthPrefix;
  readonly respFraming: LengthPrefix;
  readonly origRepeats: RepeatedBlocks | undefined;
  readonly respRepeats: RepeatedBlocks | undefined;
  readonly keys: readonly FlowKey[];
}

/** A finding cites a few hundred flows at most. */
const MAX_FLOWS = 100_000;
const ALL_SHARDS = Array.from({ length: SHARDS }, (_, shard) => shard);

export class MeasuredAgain {
  /** By `flowBeginning`; complete after finish(). */
  readonly flows = new Map<number, RemeasuredFlow>();
  readonly #provenance = new CaptureProvenance();
  readonly #pipeline: FlowPipeline;

  /** `proprietary`: as it was set when the finding was made; it decides which flows are searched for keys. */
  constructor(proprietary: boolean) {
    const view = new FinishedFlowView();
    const row = createFeatureRow();
    this.#pipeline = new FlowPipeline(ALL_SHARDS, MAX_FLOWS, (meter, at) => {
      const { key, capture, firstFrame } = meter.table.columns;
      view.load(meter, at, this.#provenance.isVpnTap(key, at));
      measureFlow(view, row, recogniseService(view, proprietary));
      const numbers = row.numbers.slice();
      this.flows.set(flowBeginning(capture[at], firstFrame[at]), {
        measure: (position) => numbers[channelMeasureSources[position]],
        origFraming: { ...row.origFraming },
        respFraming: { ...row.respFraming },
        origRepeats: row.origRepeats,
        respRepeats: row.respRepeats,
        keys: row.keys.map((found) => ({ ...found })),
      });
    });
  }

  /** Every decoded packet of the capture; `isOfFlow`: of one that the finding cites. */
  packet(decoder: PacketDecoder, info: CaptureInfo, capture: number, isOfFlow: boolean): void {
    this.#provenance.note(decoder, info);
    if (isOfFlow) this.#pipeline.packet(decoder.view, capture, info.interfaces.length > 1);
  }

  finish(): void {
    this.#pipeline.finish();
  }
}
