// Apache Kafka, by requests that name their client and answers that repeat the correlation id.

import { isText, u16be, u32be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const LAST_API = 92;
const LAST_VERSION = 20;
const CLIENT_AT = 14;
const MOST_CLIENT_BYTES = 255;
const NO_CLIENT = 0xffff;
const MOST_BYTES = 1 << 27;

export const kafkaRecogniser = {
  name: 'kafka',
  transport: 'tcp',
  proves:
    'a request of a known call and version with a printable client name, whose correlation id the answer repeats (chance below 1e-12)',
  mayBegin: (byte: number) => byte < 8,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const asked = flow.orig.prefix;
    const answer = flow.resp.prefix;
    if (asked.length < CLIENT_AT || u32be(asked, 0) < CLIENT_AT - 4 || u32be(asked, 0) > MOST_BYTES) return undefined;
    if (u16be(asked, 4) > LAST_API || u16be(asked, 6) > LAST_VERSION) return undefined;
    const client = u16be(asked, 12);
    const hasClient =
      client > 0 && client <= MOST_CLIENT_BYTES && isText(asked, CLIENT_AT, Math.min(asked.length, CLIENT_AT + client));
    // Without a client's name the id must be one that zeros do not have.
    if (!hasClient && (client !== NO_CLIENT || u32be(asked, 8) === 0)) return undefined;
    const answers = answer.length >= 8 && u32be(answer, 4) === u32be(asked, 8) && u32be(answer, 0) <= MOST_BYTES;
    if (answer.length > 0 ? !answers : client < 4 || !hasClient) return undefined;
    return { service: 'kafka', kind: 'cleartext', reason: 'Kafka requests and answers of one correlation id' };
  },
} as const satisfies ServiceRecogniser;
