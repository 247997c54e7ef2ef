// Unreal Engine's handshake without state, with which many games begin: a packet of zeros, answered under the same header with one bit set.

import { isZero } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const HEADER_BYTES = 4;
/** In the header's last byte: the answer. */
const ANSWERED = 0x08;
const ZEROS_AT = 10;
const ZEROS_END = 34;

export const unrealRecogniser = {
  name: 'unreal',
  transport: 'udp',
  proves:
    'a first packet with 24 zeros behind its cookie, and an answer with its header but for one bit (chance below 1e-60)',
  recognise({ orig, resp }: FinishedFlow): ServiceFacts | undefined {
    const asked = orig.prefix;
    const answer = resp.prefix;
    if (asked.length < ZEROS_END || answer.length < HEADER_BYTES || asked[0] === 0) return undefined;
    if ((asked[3] & ANSWERED) !== 0 || answer[3] !== (asked[3] | ANSWERED)) return undefined;
    // The first byte counts sessions in its high bits.
    if ((asked[0] & 0x3f) !== (answer[0] & 0x3f) || asked[1] !== answer[1] || asked[2] !== answer[2]) return undefined;
    if (!isZero(asked, ZEROS_AT, ZEROS_END)) return undefined;
    return { service: 'unreal', kind: 'cleartext', reason: "handshake of Unreal Engine's connections" };
  },
} as const satisfies ServiceRecogniser;
