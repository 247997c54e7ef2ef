// Siemens S7 over ISO-on-TCP, by the X.224 data of one of its two generations.

import { X224, x224Message } from '../parse/tpkt.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const S7 = 0x32;
const S7_PLUS = 0x72;
/** Job, acknowledgement, with data, user data. */
const KINDS = new Set([1, 2, 3, 7]);

export const s7Recogniser = {
  name: 's7comm',
  transport: 'tcp',
  proves:
    'X.224 messages whose lengths nest, the first data of each side that spoke under an S7 protocol number and a known kind (chance below 1e-9)',
  mayBegin: (byte: number) => byte === 3,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const orig = speaksS7(flow.orig);
    const resp = speaksS7(flow.resp);
    if (orig === false || resp === false || (orig ?? resp) === undefined) return undefined;
    return { service: 's7comm', kind: 'cleartext', reason: 'S7 messages in X.224 data' };
  },
} as const satisfies ServiceRecogniser;

/** Undefined where the side sent no data. */
function speaksS7({ prefix }: FlowSide): boolean | undefined {
  let at = 0;
  for (let i = 0; i < 4 && at < prefix.length; i++) {
    const message = x224Message(prefix, at);
    if (message === undefined) return false;
    if (message.type === X224.data && message.dataAt + 2 <= message.end) {
      const protocol = prefix[message.dataAt];
      return (
        (protocol === S7 && KINDS.has(prefix[message.dataAt + 1])) ||
        (protocol === S7_PLUS && prefix[message.dataAt + 1] <= 3)
      );
    }
    at = message.end;
  }
  return undefined;
}
