// NetBIOS datagrams (RFC 1002 §4.4), which carry the browser announcements of SMB: by two encoded names, one of which may be damaged.

import { u16be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { provedMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const NAMES_AT = 14;
const NAME_BYTES = 34;
const ENCODED_BYTES = 32;
const FIRST_TYPE = 0x10;
const LAST_TYPE = 0x12;

export const netbiosDatagramRecogniser = {
  name: 'netbios-dgm',
  transport: 'udp',
  proves: 'two NetBIOS names of 32 letters between A and P each behind its length (chance below 1e-80)',
  mayBegin: (byte: number) => byte >= FIRST_TYPE && byte <= LAST_TYPE,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (provedMessages(flow, isDatagram, 2) === 0) return undefined;
    return { service: 'netbios-dgm', kind: 'cleartext', reason: 'NetBIOS datagrams with their encoded names' };
  },
} as const satisfies ServiceRecogniser;

function isDatagram(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < NAMES_AT + 2 * NAME_BYTES || bytes[start] < FIRST_TYPE || bytes[start] > LAST_TYPE) return false;
  if (u16be(bytes, start + 10) === 0) return false;
  const [source, destination] = [start + NAMES_AT, start + NAMES_AT + NAME_BYTES];
  if (!isFramed(bytes, source) || !isFramed(bytes, destination)) return false;
  return isEncoded(bytes, source) || isEncoded(bytes, destination);
}

function isFramed(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === ENCODED_BYTES && bytes[at + 1 + ENCODED_BYTES] === 0;
}

/** 16 of 256 values, 32 times: 128 bits. */
function isEncoded(bytes: Uint8Array, at: number): boolean {
  for (let i = 1; i <= ENCODED_BYTES; i++) if (bytes[at + i] < 0x41 || bytes[at + i] > 0x50) return false;
  return true;
}
