// RTMP (Adobe's specification 1.0 §5.2), by the handshake of 1537 bytes whose random part each side repeats.

import { isZero } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const VERSION = 3;
const BLOCK_BYTES = 1536;
const ECHOED_AT = 8;
const COMPARED_BYTES = 16;

export const rtmpRecogniser = {
  name: 'rtmp',
  transport: 'tcp',
  proves:
    "version 3 on each side that spoke, and the server's random bytes repeated by the client (chance 1e-38), or a simple handshake's four zero bytes behind the time in 1537 bytes (1e-11)",
  mayBegin: (byte: number) => byte === VERSION,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const client = flow.orig.prefix;
    const server = flow.resp.prefix;
    if (client[0] !== VERSION || client.length < 1 + BLOCK_BYTES) return undefined;
    if (server.length > 0 && server[0] !== VERSION) return undefined;
    if (!isZero(client, 5, 9) && !repeats(client, server)) return undefined;
    return { service: 'rtmp', kind: 'cleartext', reason: 'RTMP handshake' };
  },
} as const satisfies ServiceRecogniser;

function repeats(client: Uint8Array, server: Uint8Array): boolean {
  if (client.length < 1 + BLOCK_BYTES + ECHOED_AT + COMPARED_BYTES || server.length < 1 + ECHOED_AT + COMPARED_BYTES)
    return false;
  for (let i = 0; i < COMPARED_BYTES; i++) {
    if (client[1 + BLOCK_BYTES + ECHOED_AT + i] !== server[1 + ECHOED_AT + i]) return false;
  }
  return true;
}
