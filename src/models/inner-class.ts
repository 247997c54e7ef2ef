// The class of a flow by what its frames enclose, measured and judged as if they were not there: imitations of TLS and WebSocket, and WebSocket messages.
// The framing itself is a reason, never a class: plain text inside stays plain text.

import type { FeatureRow } from '../features/feature.ts';
import { createFeatureRow, measureFlow } from '../features/feature-registry.ts';
import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { EncryptionRecord } from '../flows/flow-record.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import { withoutTlsHeaders } from '../flows/tls-record-bodies.ts';
import { behindUpgrade, webSocketBinaryFlow } from '../flows/websocket-stream.ts';

/** The judgement of bytes that no recogniser explains. */
export type InnerJudge = (inner: FinishedFlow, row: FeatureRow) => EncryptionRecord;

let scratch: FeatureRow | undefined;

export function judgeImitation(flow: FinishedFlow, facts: ServiceFacts, judge: InnerJudge): EncryptionRecord {
  const inner = facts.service === 'fake-websocket' ? (behindUpgrade(flow) ?? flow) : withoutTlsHeaders(flow);
  const record = judgeInner(inner, judge);
  const judged: EncryptionRecord = { ...record, reasons: [facts.reason, ...record.reasons] };
  if (judged.class === 'custom') judged.scheme ??= facts.service;
  return judged;
}

/** Undefined unless the binary messages are ciphertext: WebSocket has no type that would explain it. */
export function judgeWebSocket(
  flow: FinishedFlow,
  facts: ServiceFacts,
  judge: InnerJudge,
): EncryptionRecord | undefined {
  if (facts.service !== 'websocket' || (facts.websocket?.binary_messages ?? 0) === 0) return undefined;
  const inner = webSocketBinaryFlow(flow);
  if (inner === undefined) return undefined;
  const { class: innerClass, confidence, reasons } = judgeInner(inner, judge);
  if (innerClass !== 'custom') return undefined;
  return {
    class: 'embedded',
    scheme: 'websocket',
    confidence,
    reasons: [`${facts.reason}; its binary messages, unmasked, are judged alone`, ...reasons],
  };
}

/** Measures the enclosed bytes as a flow of their own, then judges them. */
export function judgeInner(inner: FinishedFlow, judge: InnerJudge): EncryptionRecord {
  scratch ??= createFeatureRow();
  measureFlow(inner, scratch);
  return judge(inner, scratch);
}
