// Ciphertext inside a cleartext protocol that what it declares does not explain: where to look, by service.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { EncryptionRecord } from '../flows/flow-record.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import { findDnsCiphertext } from './dns-ciphertext.ts';
import { findHttpCiphertext } from './http-ciphertext.ts';

/** Undefined where there is none, or nobody looks for it in that service. Never throws. */
export function findEmbeddedCiphertext(flow: FinishedFlow, facts: ServiceFacts): EncryptionRecord | undefined {
  // A path alone makes the second name: it hides nothing.
  if (facts.service === 'http' || facts.service === 'emulator-grpc')
    return facts.http === undefined ? undefined : findHttpCiphertext(flow);
  // An upgrade to WebSocket behind which no frame stands is one in name only.
  if (facts.service === 'websocket' && facts.websocket?.frames === 0) return findHttpCiphertext(flow);
  if (facts.service === 'dns') return findDnsCiphertext(flow);
  return undefined;
}
