// Discord's voice servers: the discovery of one's own address before RTP under a cipher of their own, and the probe of eight bytes.
// https://discord.com/developers/docs/topics/voice-connections

import { isZero, u32be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { passingMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const REQUEST = 0x00010046;
const DISCOVERY_BYTES = 74;
const PROBE = 0x1337cafe;
const PROBE_BYTES = 8;

export const discordRecogniser = {
  name: 'discord-voice',
  transport: 'udp',
  proves:
    'a request of 74 bytes with its own type and length and an address that is still empty, 32 zeros (chance 2^-280), or a probe of eight bytes that begins with 1337cafe (1e-11)',
  proprietary: true,
  mayBegin: (byte: number) => byte === 0 || byte === PROBE >> 24,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (passingMessages(flow, 1, isOpening, 1) === 0 && passingMessages(flow, 0, isOpening, 1) === 0) return undefined;
    return { service: 'discord-voice', kind: 'custom', reason: "Discord's address discovery or probe" };
  },
} as const satisfies ServiceRecogniser;

function isOpening(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  const first = u32be(bytes, start);
  if (wireBytes === PROBE_BYTES) return first === PROBE;
  return (
    wireBytes === DISCOVERY_BYTES &&
    end - start === wireBytes &&
    first === REQUEST &&
    isZero(bytes, start + 8, start + 40)
  );
}
