// KakaoTalk's LOCO over TCP, by the header of its handshake: sizes and numbers of RSA and AES before a key of 256 encrypted bytes.

import { u32le } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const KEY_BYTES = 256;
const HEADER_BYTES = 12;
/** Numbers that key encryption has had, RSA-OAEP among them. */
const LAST_KEY_KIND = 16;
/** AES in CFB and its successors. */
const LAST_CIPHER_KIND = 3;

export const locoRecogniser = {
  name: 'loco',
  transport: 'tcp',
  proves:
    'the size of an RSA-2048 key and known numbers of key encryption and cipher, four little-endian bytes each, before 256 bytes (chance below 1e-26)',
  proprietary: true,
  mayBegin: (byte: number) => byte === 0,
  recognise({ orig }: FinishedFlow): ServiceFacts | undefined {
    const { prefix } = orig;
    if (prefix[1] !== 1 || prefix.length < HEADER_BYTES + KEY_BYTES || u32le(prefix, 0) !== KEY_BYTES) return undefined;
    if (!isKind(u32le(prefix, 4), LAST_KEY_KIND) || !isKind(u32le(prefix, 8), LAST_CIPHER_KIND)) return undefined;
    return { service: 'loco', kind: 'custom', reason: "LOCO's handshake: an AES key under RSA-2048" };
  },
} as const satisfies ServiceRecogniser;

function isKind(value: number, last: number): boolean {
  return value >= 1 && value <= last;
}
