// Ciphertext inside the messages of a cleartext protocol that declares no type for them: what MQTT publishes, judged as if it stood alone, and
// messages of MQTT and WebSocket whose fields, coded or packed, are uniform.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { EncryptionRecord } from '../flows/flow-record.ts';
import { innerFlow } from '../flows/inner-flow.ts';
import { mqttPublications } from '../flows/mqtt-publications.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import { readWebSocketStream } from '../flows/websocket-stream.ts';
import { type InnerJudge, judgeInner } from './inner-class.ts';
import { describeSealedFields, findSealedFields } from './sealed-fields.ts';
import { STATED_CONFIDENCE } from './stated-confidence.ts';

/** Undefined unless messages of the flow are ciphertext, or the service is none of the two. Never throws. */
export function judgeMessages(
  flow: FinishedFlow,
  facts: ServiceFacts,
  judge: InnerJudge,
): EncryptionRecord | undefined {
  if (facts.service === 'websocket') {
    const stream = readWebSocketStream(flow);
    return stream && fieldsOf(facts, [...stream.orig.textBodies, ...stream.resp.textBodies], 'text messages');
  }
  if (facts.service !== 'mqtt') return undefined;
  const { orig, resp } = mqttPublications(flow);
  if (orig.length + resp.length === 0) return undefined;
  const inner = judgeInner(innerFlow(flow, orig, resp), judge);
  if (inner.class !== 'custom') return fieldsOf(facts, [...orig, ...resp], 'publications');
  const reasons = [`${facts.reason}; what it publishes is judged alone, and offsets are in that`, ...inner.reasons];
  return { class: 'embedded', scheme: facts.service, confidence: inner.confidence, reasons };
}

function fieldsOf(facts: ServiceFacts, messages: readonly Uint8Array[], name: string): EncryptionRecord | undefined {
  const sealed = findSealedFields(messages.map((bytes) => ({ bytes, type: undefined })));
  if (sealed === undefined) return undefined;
  const reasons = [`${facts.reason}; of its ${messages.length} ${name}, ${describeSealedFields(sealed)}`];
  return { class: 'embedded', scheme: facts.service, confidence: STATED_CONFIDENCE.codedFields, reasons };
}
