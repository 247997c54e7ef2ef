// MPEG transport streams in datagrams: packets of 188 bytes that each begin with 47 (ISO/IEC 13818-1 §2.4.3).

import type { FinishedFlow } from './finished-flow.ts';
import { provedMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const SYNC = 0x47;
const PACKET_BYTES = 188;
const LEAST_PACKETS = 3;

export const mpegTsRecogniser = {
  name: 'mpeg-ts',
  transport: 'udp',
  proves: 'datagrams of whole packets of 188 bytes, three or more, each with its sync byte (chance below 1e-9)',
  mayBegin: (byte: number) => byte === SYNC,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (provedMessages(flow, isTransportStream, 2) === 0) return undefined;
    return { service: 'mpeg-ts', kind: 'cleartext', reason: 'packets of an MPEG transport stream' };
  },
} as const satisfies ServiceRecogniser;

function isTransportStream(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  if (wireBytes % PACKET_BYTES !== 0 || end - start < LEAST_PACKETS * PACKET_BYTES) return false;
  for (let at = start; at < end; at += PACKET_BYTES) if (bytes[at] !== SYNC) return false;
  return true;
}
