// H.323 call signalling (H.225.0 over Q.931 over TPKT), by the discriminator, the call reference and the information elements of Q.931.

import { tpktEnd } from '../parse/tpkt.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const DISCRIMINATOR = 8;
const REFERENCE_BYTES = 2;
/** Alerting, call proceeding, progress, setup, connect, release complete, status inquiry, facility, notify, status, information. */
const MESSAGES = new Set([0x01, 0x02, 0x03, 0x05, 0x07, 0x5a, 0x62, 0x6e, 0x75, 0x7b, 0x7d]);

export const h323Recogniser = {
  name: 'h323',
  transport: 'tcp',
  proves:
    'a TPKT message with the discriminator of Q.931, a call reference of two bytes and one of eleven messages (chance below 1e-10)',
  mayBegin: (byte: number) => byte === 3,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const orig = speaksQ931(flow.orig);
    const resp = speaksQ931(flow.resp);
    if (orig === false || resp === false || (orig ?? resp) === undefined) return undefined;
    return { service: 'h323', kind: 'cleartext', reason: 'Q.931 messages in TPKT' };
  },
} as const satisfies ServiceRecogniser;

function speaksQ931({ prefix }: FlowSide): boolean | undefined {
  if (prefix.length === 0) return undefined;
  // Some stacks send the TPKT header by itself.
  if (prefix.length < 9 || tpktEnd(prefix, 0) === undefined) return false;
  return prefix[4] === DISCRIMINATOR && prefix[5] === REFERENCE_BYTES && MESSAGES.has(prefix[8]);
}
