// SoftEther's NAT traversal servers: the address that a client was seen at, as text.

import { hasText, isText } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { messageEnd } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const LETTER_A = 0x41;
const MOST_MESSAGES = 8;
const MOST_BYTES = 80;

export const softetherRecogniser = {
  name: 'softether',
  transport: 'udp',
  proves: 'a datagram of text "IP=…,PORT=…" (chance below 1e-30)',
  mayBegin: (byte: number) => byte === LETTER_A || byte === 0x49 || byte === 0,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { messages, orig, resp } = flow;
    for (let i = 0; i < messages.count && i < MOST_MESSAGES; i++) {
      const { prefix } = messages.fromOriginator[i] === 1 ? orig : resp;
      const start = messages.prefixOffset[i];
      const end = messageEnd(flow, i);
      if (!hasText(prefix, start, 'IP=') || end - start > MOST_BYTES || !isText(prefix, start, end)) continue;
      for (let at = start + 3; at < end; at++) {
        if (hasText(prefix, at, ',PORT='))
          return { service: 'softether', kind: 'cleartext', reason: 'SoftEther address text' };
      }
    }
    return undefined;
  },
} as const satisfies ServiceRecogniser;
