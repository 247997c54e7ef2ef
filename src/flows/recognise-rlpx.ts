// Ethereum's RLPx, by the key exchange with which a connection begins: a point of secp256k1 where ECIES has it, in a message of the right size.
// https://github.com/ethereum/devp2p/blob/master/rlpx.md

import { u16be } from '../base/byte-words.ts';
import { isCurvePoint } from '../parse/curve-point-proof.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import { firstMessageEnd } from './first-message.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const POINT = 4;
/** Messages before EIP-8: of the originator, and its answer. */
const AUTH_BYTES = 307;
const ACK_BYTES = 210;
/** Of EIP-8 the size stands before the point. */
const SIZE_BYTES = 2;
const LEAST_SIZE = 169;
const MOST_SIZE = 1024;

export const rlpxRecogniser = {
  name: 'rlpx',
  transport: 'tcp',
  proves:
    'a first message of the size of RLPx, or as long as its first two bytes say, that holds a point of secp256k1 where ECIES has it (chance 2^-256)',
  proprietary: true,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (
      !opens(flow.orig, firstMessageEnd(flow, 1), AUTH_BYTES) &&
      !opens(flow.resp, firstMessageEnd(flow, 0), ACK_BYTES)
    )
      return undefined;
    return { service: 'rlpx', kind: 'custom', reason: 'a point of secp256k1 where the handshake of RLPx has it' };
  },
} as const satisfies ServiceRecogniser;

function opens({ prefix }: FlowSide, end: number, plainBytes: number): boolean {
  if (prefix[0] === POINT && end >= plainBytes && isCurvePoint(prefix, 0, 'secp256k1')) return true;
  const size = u16be(prefix, 0);
  if (prefix[SIZE_BYTES] !== POINT || size < LEAST_SIZE || size > MOST_SIZE || SIZE_BYTES + size > end) return false;
  return isCurvePoint(prefix, SIZE_BYTES, 'secp256k1');
}
