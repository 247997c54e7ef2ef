// Telegram's calls by way of a relay: each datagram begins with the tag of the peers, probes go on with twelve bytes of ones.

import type { FinishedFlow } from './finished-flow.ts';
import { messageEnd } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const TAG_BYTES = 16;
const ONES_BYTES = 12;
const MOST_MESSAGES = 8;

export const telegramVoipRecogniser = {
  name: 'telegram-voip',
  transport: 'udp',
  proves:
    'a tag of sixteen bytes that the first datagrams of both directions repeat, and twelve bytes of ones behind it in one of them (chance below 1e-28)',
  proprietary: true,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { messages, orig, resp } = flow;
    const tagged = orig.prefix.length > 0 ? orig.prefix : resp.prefix;
    let probes = 0;
    let seen = 0;
    for (let i = 0; i < messages.count && seen < MOST_MESSAGES; i++) {
      const { prefix } = messages.fromOriginator[i] === 1 ? orig : resp;
      const start = messages.prefixOffset[i];
      if (start + TAG_BYTES + ONES_BYTES > messageEnd(flow, i)) break;
      for (let k = 0; k < TAG_BYTES; k++) if (prefix[start + k] !== tagged[k]) return undefined;
      if (areOnes(prefix, start + TAG_BYTES)) probes += 1;
      seen += 1;
    }
    if (seen < 2 || probes === 0 || areOnes(tagged, 0)) return undefined;
    return { service: 'telegram-voip', kind: 'custom', reason: "Telegram's relay: the peers' tag and probes of ones" };
  },
} as const satisfies ServiceRecogniser;

function areOnes(bytes: Uint8Array, start: number): boolean {
  for (let at = start; at < start + ONES_BYTES; at++) if (bytes[at] !== 0xff) return false;
  return true;
}
