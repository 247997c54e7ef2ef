// WeChat's mmtls, a cousin of TLS: record headers with versions f103 and f104 that chain.

import { u16be } from '../base/byte-words.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const FIRST_TYPE = 0x15;
const LAST_TYPE = 0x19;
const VERSIONS = new Set([0xf103, 0xf104]);
const HEADER_BYTES = 5;

export const mmtlsRecogniser = {
  name: 'mmtls',
  transport: 'tcp',
  proves:
    'a record header of one of five types with version f103 or f104, whose length leads to the next one or the end of the stream (chance below 1e-10)',
  proprietary: true,
  mayBegin: (byte: number) => byte >= FIRST_TYPE && byte <= LAST_TYPE,
  recognise({ orig, resp }: FinishedFlow): ServiceFacts | undefined {
    if (!chains(orig) && !chains(resp)) return undefined;
    return { service: 'mmtls', kind: 'custom', reason: 'record headers of mmtls that chain' };
  },
} as const satisfies ServiceRecogniser;

function chains({ prefix, streamBytes }: FlowSide): boolean {
  if (!isHeader(prefix, 0)) return false;
  const end = HEADER_BYTES + u16be(prefix, 3);
  return end === streamBytes || isHeader(prefix, end);
}

function isHeader(bytes: Uint8Array, at: number): boolean {
  return (
    at + HEADER_BYTES <= bytes.length &&
    bytes[at] >= FIRST_TYPE &&
    bytes[at] <= LAST_TYPE &&
    VERSIONS.has(u16be(bytes, at + 1))
  );
}
