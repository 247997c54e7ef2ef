// The class of a flow that dresses as a protocol that it is not: what its record headers enclose is measured and judged as if they were not there.
// The disguise itself is a reason, never a class: plain text in such records stays plain text.

import type { FeatureRow } from '../features/feature.ts';
import { createFeatureRow, measureFlow } from '../features/feature-registry.ts';
import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { EncryptionRecord } from '../flows/flow-record.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import { withoutTlsHeaders } from '../flows/tls-record-bodies.ts';

let scratch: FeatureRow | undefined;

/** `judge`: the judgement of bytes that no recogniser explains. */
export function judgeImitation(
  flow: FinishedFlow,
  facts: ServiceFacts,
  judge: (inner: FinishedFlow, row: FeatureRow) => EncryptionRecord,
): EncryptionRecord {
  scratch ??= createFeatureRow();
  const inner = withoutTlsHeaders(flow);
  measureFlow(inner, scratch);
  const record = judge(inner, scratch);
  const judged: EncryptionRecord = { ...record, reasons: [facts.reason, ...record.reasons] };
  if (judged.class === 'custom') judged.scheme ??= facts.service;
  return judged;
}
