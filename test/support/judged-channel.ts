// What becomes of the flows of one channel: each judged by itself, then all of them beside each other, as an analysis does it.

import { createFeatureRow, measureFlow } from '../../src/features/feature-registry.ts';
import { isOfOneKind } from '../../src/features/kind-uniformity.ts';
import type { EncryptionRecord } from '../../src/flows/flow-record.ts';
import { recogniseService } from '../../src/flows/service-registry.ts';
import {
  createSiblingSamples,
  isSampled,
  keepSiblingSample,
  SiblingBudget,
  sampledMessages,
} from '../../src/flows/sibling-samples.ts';
import { judgeEncryption } from '../../src/models/encryption-class.ts';
import type { SiblingFlow } from '../../src/models/sibling-flow.ts';
import { judgeSiblings } from '../../src/models/sibling-judgement.ts';
import { finishedFlow } from './finished-flow.ts';
import type { ShortFlows } from './short-sealed-flows.ts';

const UDP = 17;
/** Confidence of printable text. */
const TEXT_CONFIDENCE = 0.9;
const row = createFeatureRow();

export interface JudgedFlow {
  readonly alone: EncryptionRecord;
  readonly together: EncryptionRecord;
}

/** Datagrams, without the recognisers of single vendors. `judge`: what judges them beside each other. */
export function judgedChannel(flows: ShortFlows, judge = judgeSiblings): JudgedFlow[] {
  const samples = createSiblingSamples(flows.length);
  const budget = new SiblingBudget();
  const records: EncryptionRecord[] = [];
  const siblings = flows.map((messages, i): SiblingFlow => {
    const flow = finishedFlow(messages, { protocol: UDP, origPort: 40_000 + i, respPort: 23_123 });
    const facts = recogniseService(flow, false);
    measureFlow(flow, row, facts);
    const record = judgeEncryption(flow, facts, row);
    const { class: name, confidence, scheme } = record;
    const isByBytes =
      facts === undefined && name !== 'encoded' && (name !== 'cleartext' || confidence < TEXT_CONFIDENCE);
    const isByKind = name === 'custom' && isOfOneKind(row);
    if (isByBytes && isSampled(flow, record, isByKind)) keepSiblingSample(samples, i, flow, facts, budget, samples);
    records.push(record);
    return {
      class: name,
      confidence,
      scheme,
      service: facts?.service,
      transport: 'udp',
      firstFrame: i + 1,
      startSeen: true,
      isByBytes,
      isRecordsOnly: false,
      isByKind,
      messages: () => sampledMessages(samples, i),
    };
  });
  const anew = judge(siblings);
  return records.map((alone, i) => ({ alone, together: anew.get(i) ?? alone }));
}
