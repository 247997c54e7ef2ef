// Mosh, the mobile shell (Winstein and Balakrishnan, USENIX ATC 2012): AES-128-OCB (RFC 7253) behind eight bytes of nonce in the clear, a bit for
// the direction and a count of the side's datagrams.

import { u32be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/** Nonce, two times of two bytes, a fragment's header of ten, and the tag. */
const LEAST_BYTES = 8 + 4 + 10 + 16;
const TO_CLIENT = 0x80000000;
/** A session that sends ten datagrams a second counts as far in three years. */
const LAST_COUNT = 2 ** 30;
/** Datagrams lost before the capture. */
const MOST_STEP = 16;
const LEAST_MESSAGES = 3;
const MOST_MESSAGES = 8;

export const moshRecogniser = {
  name: 'mosh',
  transport: 'udp',
  proves:
    'three datagrams or more of each direction whose nonces of eight bytes count up from below 2^30, the bit of the direction in them (chance below 1e-80)',
  mayBegin: (byte: number) => byte === 0 || byte === TO_CLIENT >>> 24,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const first = flow.orig.prefix[0] === 0 ? 1 : 0;
    if (!counts(flow, first, 0) || !counts(flow, first === 1 ? 0 : 1, TO_CLIENT)) return undefined;
    return { service: 'mosh', kind: 'standard', reason: 'Mosh datagrams, their nonces counting up in each direction' };
  },
} as const satisfies ServiceRecogniser;

/** `high`: the first half of the nonces. */
function counts(flow: FinishedFlow, fromOriginator: 0 | 1, high: number): boolean {
  const { messages } = flow;
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  let next = 0;
  let seen = 0;
  for (let i = 0; i < messages.count && seen < MOST_MESSAGES; i++) {
    if (messages.fromOriginator[i] !== fromOriginator) continue;
    const at = messages.prefixOffset[i];
    if (at + 8 > prefix.length) break;
    const count = u32be(prefix, at + 4);
    if (messages.bytes[i] < LEAST_BYTES || u32be(prefix, at) !== high || count > LAST_COUNT) return false;
    if (seen > 0 && (count < next || count > next + MOST_STEP)) return false;
    next = count + 1;
    seen += 1;
  }
  return seen >= LEAST_MESSAGES;
}
