// What becomes of a flow that ended: recognised, measured and judged, it takes a row of a batch, and where lines will be written the head of its
// line is spilled. Beside the row is kept what only all flows together can judge: times of messages, keys, samples for siblings.

import { channelMeasureSources } from '../features/channel-measures.ts';
import { createFeatureRow, featureIndex, measureFlow } from '../features/feature-registry.ts';
import { KeptKeysBudget, keepCertificateKey, keepKeys, keepRsaFields } from '../features/kept-keys.ts';
import { isOfOneKind } from '../features/kind-uniformity.ts';
import { findRsaFields } from '../features/rsa-fields.ts';
import { compactBatch } from '../flows/compact-batch.ts';
import { PREFIX_BYTES } from '../flows/finished-flow.ts';
import { FinishedFlowView } from '../flows/finished-flow-view.ts';
import { appendFlow, BATCH_ROWS, BatchFlag, createFlowBatch, type FlowBatch } from '../flows/flow-batch.ts';
import { flowBeginning } from '../flows/flow-id.ts';
import type { FlowMeter } from '../flows/flow-meter.ts';
import type { EncryptionRecord, EndReason } from '../flows/flow-record.ts';
import { keepMessageTimes, MessageTimesBudget } from '../flows/message-times.ts';
import { packMeasures } from '../flows/packed-measures.ts';
import type { CaptureProvenance } from '../flows/provenance.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import { recogniseService } from '../flows/service-registry.ts';
import { isSampled, keepSiblingSample, SiblingBudget } from '../flows/sibling-samples.ts';
import { StringTable } from '../flows/string-table.ts';
import { judgeEncryption } from '../models/encryption-class.ts';
import { writeFlowHead } from '../report/flow-line.ts';
import { JsonBytes } from '../report/json-bytes.ts';
import { digestOfRow } from './feature-digest.ts';
import type { FlowSpill } from './flow-spill.ts';

/** Takes a batch with the texts that it is the first to name. */
export type BatchSink = (batch: FlowBatch, strings: string[]) => void;

export interface EndedFlowSettings {
  /** Flows whose lines are made, by `flowBeginning`; undefined: all. */
  readonly keep: ReadonlySet<number> | undefined;
  /** False: the encrypted protocols of single vendors and projects stay unnamed. */
  readonly proprietary: boolean;
}

export class EndedFlows {
  /** Order-independent hash over the features of every flow. */
  digest = 0;
  /** True once a packet's time is finer than a microsecond: then times are written so. */
  nanoseconds = false;
  readonly #settings: EndedFlowSettings;
  readonly #provenance: CaptureProvenance;
  readonly #spill: FlowSpill | undefined;
  readonly #sink: BatchSink;
  readonly #view = new FinishedFlowView();
  readonly #row = createFeatureRow();
  readonly #strings = new StringTable();
  readonly #line = new JsonBytes();
  readonly #timesBudget = new MessageTimesBudget();
  readonly #keysBudget = new KeptKeysBudget();
  readonly #siblingBudget = new SiblingBudget();
  #batch = createFlowBatch();
  #longOpenings = 0;

  constructor(
    settings: EndedFlowSettings,
    provenance: CaptureProvenance,
    spill: FlowSpill | undefined,
    sink: BatchSink,
  ) {
    this.#settings = settings;
    this.#provenance = provenance;
    this.#spill = spill;
    this.#sink = sink;
  }

  take(meter: FlowMeter, flowRow: number, reason: EndReason): void {
    const { columns } = meter.table;
    const view = this.#view;
    const row = this.#row;
    view.load(meter, flowRow, this.#provenance.isVpnTap(columns.key, flowRow));
    const facts = recogniseService(view, this.#settings.proprietary);
    measureFlow(view, row, facts);
    const encryption = judgeEncryption(view, facts, row);
    this.digest = (this.digest + digestOfRow(row, columns.firstFrame[flowRow])) | 0;
    if (facts === undefined && row.keys.length === 0 && opensBeyondPrefix(row.numbers)) this.#longOpenings++;
    const to = appendFlow(this.#batch, meter, flowRow, reason, facts, encryption, this.#strings);
    packMeasures(this.#batch.measures, to, row.numbers, channelMeasureSources);
    keepMessageTimes(this.#batch.messageTimes, to, view, this.#timesBudget);
    this.#keepKeys(to, facts, encryption);
    this.#batch.shape[to] = this.#strings.id(row.shape?.like);
    this.#keepSample(to, meter, facts, encryption);
    this.#spillHead(to, meter, flowRow, reason, facts, encryption);
    if (this.#batch.count === BATCH_ROWS) this.#send();
  }

  /** After the last flow: what is held goes on its way. */
  finish(): void {
    if (this.#batch.count > 0) this.#send();
    this.#spill?.flush();
  }

  /** What caps cost, by name. */
  get losses(): Record<string, number> {
    return {
      message_times_refused: this.#timesBudget.refused,
      keys_refused: this.#keysBudget.refused,
      sibling_samples_refused: this.#siblingBudget.refused,
      long_openings: this.#longOpenings,
    };
  }

  #keepKeys(to: number, facts: ServiceFacts | undefined, encryption: EncryptionRecord): void {
    const { keys } = this.#row;
    if (keys.length > 0) keepKeys(this.#batch, to, keys, this.#strings, this.#keysBudget);
    const leaf = facts?.certificateKey;
    if (leaf !== undefined) keepCertificateKey(this.#batch, to, leaf, this.#strings, this.#keysBudget);
    if (encryption.class === 'embedded')
      keepRsaFields(this.#batch, to, findRsaFields(this.#view, facts), this.#strings, this.#keysBudget);
  }

  #keepSample(to: number, meter: FlowMeter, facts: ServiceFacts | undefined, encryption: EncryptionRecord): void {
    const batch = this.#batch;
    const isByKind = encryption.class === 'custom' && isOfOneKind(this.#row);
    if (isByKind) batch.flags[to] |= BatchFlag.byKind;
    const isOpen = (batch.flags[to] & BatchFlag.byBytes) !== 0 && isSampled(this.#view, encryption, isByKind);
    if (isOpen || facts?.service === 'mqtt' || facts?.service === 'dns')
      keepSiblingSample(batch.siblingSamples, to, this.#view, facts, this.#siblingBudget, meter);
  }

  #spillHead(
    to: number,
    { table: { columns } }: FlowMeter,
    flowRow: number,
    reason: EndReason,
    facts: ServiceFacts | undefined,
    encryption: EncryptionRecord,
  ): void {
    const spill = this.#spill;
    const { keep } = this.#settings;
    if (spill === undefined) return;
    if (keep !== undefined && !keep.has(flowBeginning(columns.capture[flowRow], columns.firstFrame[flowRow]))) return;
    const line = this.#line;
    this.#batch.spillOffset[to] = spill.bytes;
    line.clear();
    writeFlowHead(line, columns, flowRow, reason, facts, encryption, this.#row, this.nanoseconds);
    this.#batch.spillBytes[to] = line.length;
    spill.append(line.bytes, line.length);
  }

  #send(): void {
    const next = compactBatch(this.#batch);
    this.#sink(this.#batch, this.#strings.unsent());
    this.#batch = next;
  }
}

const FIRST_MESSAGES = (['orig', 'resp'] as const).map((side) => featureIndex(`exchange.first_message_bytes.${side}`));

/** A first message of which more was sent than is kept. */
function opensBeyondPrefix(numbers: Float64Array): boolean {
  return FIRST_MESSAGES.some((at) => numbers[at] > PREFIX_BYTES);
}
