// The measuring protocol of Brazil's broadband regulator (EAQ): datagrams of 16 bytes that begin with a four-digit number that counts.

import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const BYTES = 16;
const DIGITS = 4;
const LEAST_DATAGRAMS = 4;

export const eaqRecogniser = {
  name: 'eaq',
  transport: 'udp',
  proves:
    'four datagrams or more of 16 bytes each that begin with four digits below ten whose number stays or rises by one (chance below 1e-20)',
  mayBegin: (byte: number) => byte < 10,
  recognise({ messages, orig, resp }: FinishedFlow): ServiceFacts | undefined {
    let last: number | undefined;
    let seen = 0;
    for (let i = 0; i < messages.count && seen < 16; i++) {
      const { prefix } = messages.fromOriginator[i] === 1 ? orig : resp;
      const start = messages.prefixOffset[i];
      if (messages.bytes[i] !== BYTES || start + BYTES > prefix.length) return undefined;
      let number = 0;
      for (let digit = 0; digit < DIGITS; digit++) {
        if (prefix[start + digit] > 9) return undefined;
        number = number * 10 + prefix[start + digit];
      }
      if (last !== undefined && number !== last && number !== last + 1) return undefined;
      last = number;
      seen += 1;
    }
    if (seen < LEAST_DATAGRAMS || last === 0) return undefined;
    return { service: 'eaq', kind: 'cleartext', reason: `${seen} datagrams of the EAQ speed test that count` };
  },
} as const satisfies ServiceRecogniser;
