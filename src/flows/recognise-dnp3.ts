// DNP3, a protocol of electric utilities, by a link header whose checksum is right.

import { isDnp3Header } from '../parse/dnp3-frame.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

export const dnp3Recogniser = {
  name: 'dnp3',
  transport: 'both',
  proves: 'the two bytes of its start and a checksum over the header that is right (chance 2e-10)',
  mayBegin: (byte: number) => byte === 0x05,
  recognise({ orig, resp }: FinishedFlow): ServiceFacts | undefined {
    if (!isDnp3Header(orig.prefix, 0) && !isDnp3Header(resp.prefix, 0)) return undefined;
    return { service: 'dnp3', kind: 'cleartext', reason: 'DNP3 link header with the right checksum' };
  },
} as const satisfies ServiceRecogniser;
