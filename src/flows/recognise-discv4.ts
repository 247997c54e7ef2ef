// Ethereum's node discovery, version 4, by the hash with which each packet begins: Keccak-256 of all that follows.
// https://github.com/ethereum/devp2p/blob/master/discv4.md

import { keccak256 } from '../base/keccak256.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import { passingMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const HASH_BYTES = 32;
/** The last byte of the signature, which may be 0 to 3. */
const RECOVERY_AT = 96;
const TYPE_AT = 97;
const LAST_TYPE = 6;
const DATA_AT = 98;
const FIRST_LIST = 0xc0;
const MOST_BYTES = 1280;

export const discv4Recogniser = {
  name: 'discv4',
  transport: 'udp',
  proves: 'a packet that begins with the Keccak-256 hash of its rest (chance 2^-256)',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (!mayBePacket(flow.orig) && !mayBePacket(flow.resp)) return undefined;
    if (passingMessages(flow, 1, isPacket, 1) === 0 && passingMessages(flow, 0, isPacket, 1) === 0) return undefined;
    return { service: 'discv4', kind: 'cleartext', reason: 'a packet of Ethereum discovery with the right hash' };
  },
} as const satisfies ServiceRecogniser;

/** By three bytes of the first datagram: a hash costs 0.1 ms. */
function mayBePacket({ prefix }: FlowSide): boolean {
  if (prefix.length <= DATA_AT || prefix[RECOVERY_AT] > 3 || prefix[DATA_AT] < FIRST_LIST) return false;
  return prefix[TYPE_AT] > 0 && prefix[TYPE_AT] <= LAST_TYPE;
}

function isPacket(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  if (end - start <= DATA_AT || end - start !== wireBytes || wireBytes > MOST_BYTES) return false;
  if (bytes[start + RECOVERY_AT] > 3 || bytes[start + DATA_AT] < FIRST_LIST) return false;
  if (bytes[start + TYPE_AT] === 0 || bytes[start + TYPE_AT] > LAST_TYPE) return false;
  const hash = keccak256(bytes.subarray(start + HASH_BYTES, end));
  return hash.every((byte, i) => byte === bytes[start + i]);
}
