// The class of a flow by what its frames enclose, measured and judged as if they were not there: imitations of TLS and WebSocket, and WebSocket messages.
// The framing itself is a reason, never a class: plain text inside stays plain text.

import { ByteHistogram } from '../features/byte-histogram.ts';
import type { FeatureRow } from '../features/feature.ts';
import { createFeatureRow, measureFlow } from '../features/feature-registry.ts';
import { measureBytes } from '../features/uniformity.ts';
import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { EncryptionRecord } from '../flows/flow-record.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import { withoutTlsHeaders } from '../flows/tls-record-bodies.ts';
import { behindUpgrade, webSocketBinaryFlow } from '../flows/websocket-stream.ts';
import { ciphertextBits, ciphertextConfidence } from './ciphertext-bits.ts';
import { SILENT } from './payload-class.ts';
import { describeUniformity } from './payload-reason.ts';
import { STATED_CONFIDENCE } from './stated-confidence.ts';

/** The judgement of bytes that no recogniser explains. */
export type InnerJudge = (inner: FinishedFlow, row: FeatureRow) => EncryptionRecord;

let scratch: FeatureRow | undefined;

export function judgeImitation(flow: FinishedFlow, facts: ServiceFacts, judge: InnerJudge): EncryptionRecord {
  const isUpgrade = facts.service === 'fake-websocket';
  const inner = isUpgrade ? (behindUpgrade(flow) ?? flow) : withoutTlsHeaders(flow);
  const alone = judgeInner(inner, judge);
  const record = alone.class === 'unknown' ? (judgeTogether(inner) ?? alone) : alone;
  const what = isUpgrade ? 'what follows its heads' : 'what its records hold';
  const reason = `${facts.reason}; ${what} is judged alone, and offsets are in that`;
  const judged: EncryptionRecord = { ...record, reasons: [reason, ...record.reasons] };
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
    reasons: [`${facts.reason}; its binary messages, unmasked, are judged alone, and offsets are in those`, ...reasons],
  };
}

/** So few bytes say something only where the imitation has said much. */
const SCATTERED_BYTES = 20;
const SCATTERED_Z = 3;
const counts = new ByteHistogram();

function isScattered(bytes: Uint8Array): boolean {
  if (bytes.length < SCATTERED_BYTES) return false;
  counts.clear();
  counts.add(bytes, 0, bytes.length);
  return counts.entropyZ > -SCATTERED_Z && Math.abs(counts.popcountZ) < SCATTERED_Z;
}

/** Both sides as one, where each says too little by itself: neither is explained by the protocol that they imitate. */
function judgeTogether({ orig, resp, startSeen }: FinishedFlow): EncryptionRecord | undefined {
  const bytes = Buffer.concat([orig.prefix, resp.prefix]);
  const both = measureBytes(bytes);
  if (!startSeen || (both.verdict === 'too_few' && !isScattered(bytes))) return undefined;
  if (both.verdict === 'too_few') {
    const reason = `the ${bytes.length} bytes that it hides are few, and as different as those of ciphertext`;
    return { class: 'custom', confidence: STATED_CONFIDENCE.fewHiddenBytes, reasons: [reason] };
  }
  if (both.verdict !== 'uniform' || both.skipped > 0) return undefined;
  const bits = ciphertextBits({ orig: both, resp: SILENT, startSeen, keyBits: 0, blockBits: 0 });
  return {
    class: 'custom',
    confidence: ciphertextConfidence(bits),
    reasons: [describeUniformity('both sides together', both)],
  };
}

/** Measures the enclosed bytes as a flow of their own, then judges them. */
export function judgeInner(inner: FinishedFlow, judge: InnerJudge): EncryptionRecord {
  scratch ??= createFeatureRow();
  measureFlow(inner, scratch);
  return judge(inner, scratch);
}
