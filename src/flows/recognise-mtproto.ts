// Telegram's MTProto over TCP. The obfuscated header is proved by decryption, the plain one by the request for a key exchange.

import { readMtprotoOpening } from '../parse/mtproto-opening.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

export const mtprotoRecogniser = {
  name: 'mtproto',
  transport: 'tcp',
  proves:
    'the 64-byte obfuscated header, which decrypts with the AES-256-CTR key it carries to one of three transport tags (chance 7e-10), or a plain req_pq request (chance below 1e-20)',
  proprietary: true,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const opening = readMtprotoOpening(flow.orig.prefix);
    if (opening === undefined) return undefined;
    const reason = opening.obfuscated
      ? `its first 64 bytes decrypt with the AES-256-CTR key they carry to the tag of MTProto's ${opening.transport} transport`
      : `a plain MTProto req_pq request over the ${opening.transport} transport`;
    return { service: 'mtproto', kind: 'custom', reason };
  },
} as const satisfies ServiceRecogniser;
