// Rx, the transport of AFS: a question and an answer of the same epoch, connection and call (openafs.org, "Rx protocol specification").

import { u16be, u32be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const HEADER_BYTES = 28;
const LAST_TYPE = 13;
const LAST_SECURITY = 6;
const TYPE_AT = 20;

export const afsRxRecogniser = {
  name: 'afs-rx',
  transport: 'udp',
  proves:
    'headers of both sides with the same epoch, connection, call and service and a known type (chance below 1e-30)',
  recognise({ orig, resp }: FinishedFlow): ServiceFacts | undefined {
    const asked = orig.prefix;
    const answer = resp.prefix;
    if (asked[TYPE_AT] === 0 || asked[TYPE_AT] > LAST_TYPE || !isHeader(asked) || !isHeader(answer)) return undefined;
    for (const at of [0, 4, 8]) if (u32be(asked, at) !== u32be(answer, at)) return undefined;
    if (u32be(asked, 0) === 0 || u16be(asked, 26) !== u16be(answer, 26)) return undefined;
    return { service: 'afs-rx', kind: 'cleartext', reason: 'Rx headers of one call' };
  },
} as const satisfies ServiceRecogniser;

function isHeader(bytes: Uint8Array): boolean {
  return (
    bytes.length >= HEADER_BYTES && bytes[TYPE_AT] >= 1 && bytes[TYPE_AT] <= LAST_TYPE && bytes[23] <= LAST_SECURITY
  );
}
