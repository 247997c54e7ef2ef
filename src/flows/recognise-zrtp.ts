// ZRTP, a key exchange inside the media stream, by its cookie and its checksum. The RTP of the same flow is then SRTP.

import { isZrtpPacket } from '../parse/zrtp-packet.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { messageEnd } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const MOST_MESSAGES = 32;

export const zrtpRecogniser = {
  name: 'zrtp',
  transport: 'udp',
  proves: "ZRTP's cookie and preamble, and a CRC-32C over the packet that is right (chance 1e-25)",
  mayBegin: (byte: number) => byte >> 4 === 1 || byte >> 6 === 2,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { messages } = flow;
    for (let i = 0; i < messages.count && i < MOST_MESSAGES; i++) {
      const { prefix } = messages.fromOriginator[i] === 1 ? flow.orig : flow.resp;
      const start = messages.prefixOffset[i];
      if (start < prefix.length && isZrtpPacket(prefix, start, messageEnd(flow, i))) {
        const reason = 'a ZRTP packet with the right checksum: media of this flow is SRTP';
        return { service: 'zrtp', kind: 'standard', scheme: 'srtp', reason };
      }
    }
    return undefined;
  },
} as const satisfies ServiceRecogniser;
