// ONC RPC (RFC 5531 §9), over UDP and behind TCP's record mark: calls of version 2, answers of the same number. NFS's programs are named nfs.

import { u32be } from '../base/byte-words.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const CALL_BYTES = 40;
const ANSWER_BYTES = 20;
const RPC_VERSION = 2;
const MOST_VERSION = 16;
const MOST_PROCEDURE = 1024;
/** Flavours: none, system, short, Diffie-Hellman, RPCSEC_GSS. */
const FLAVOURS = new Set([0, 1, 2, 3, 6]);
/** NFS, mount, lock manager, access control. */
const NFS_PROGRAMS = new Set([100003, 100005, 100021, 100024, 100227]);
const FIRST_PROGRAM = 100000;
const LAST_PROGRAM = 0x5fffffff;

export const sunrpcRecogniser = {
  name: 'sunrpc',
  services: ['sunrpc', 'nfs'],
  transport: 'both',
  proves:
    'a call of RPC version 2 with a possible program, version, procedure and flavour (chance below 1e-20), answered under its own number where it is',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const at = flow.protocol === IpProtocol.tcp ? 4 : 0;
    const fromOrig = isCall(flow.orig.prefix, at);
    // Of a flow that began before the capture the server may have been heard first.
    const call = fromOrig ? flow.orig.prefix : flow.resp.prefix;
    const answer = fromOrig ? flow.resp.prefix : flow.orig.prefix;
    if (!fromOrig && !isCall(call, at)) return undefined;
    if (answer.length > 0 && !isAnswer(answer, at)) return undefined;
    const isNfs = NFS_PROGRAMS.has(u32be(call, at + 12));
    return {
      service: isNfs ? 'nfs' : 'sunrpc',
      kind: 'cleartext',
      reason: `RPC call of program ${u32be(call, at + 12)}`,
    };
  },
} as const satisfies ServiceRecogniser;

function isAnswer(bytes: Uint8Array, at: number): boolean {
  return bytes.length >= at + ANSWER_BYTES && u32be(bytes, at + 4) === 1;
}

function isCall(bytes: Uint8Array, at: number): boolean {
  // Zeros of the message type and of the RPC version refuse nearly all others.
  if (bytes[at + 4] !== 0 || bytes[at + 8] !== 0 || bytes.length < at + CALL_BYTES) return false;
  if (u32be(bytes, at + 4) !== 0 || u32be(bytes, at + 8) !== RPC_VERSION) return false;
  const program = u32be(bytes, at + 12);
  return (
    program >= FIRST_PROGRAM &&
    program <= LAST_PROGRAM &&
    u32be(bytes, at + 16) <= MOST_VERSION &&
    u32be(bytes, at + 20) <= MOST_PROCEDURE &&
    FLAVOURS.has(u32be(bytes, at + 24))
  );
}
