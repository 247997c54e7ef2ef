// An Android push protocol that is met on port 5223: messages behind a type and a length, a point of secp256k1 in the first one, then ciphertext.

import { u16be } from '../base/byte-words.ts';
import { isCurvePoint, POINT_BYTES } from '../parse/curve-point-proof.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const HELLO = 0x25;
const ANSWER = 0x26;
/** Type, length, and a byte before the point. */
const POINT_AT = 4;

export const push5223Recogniser = {
  name: 'push-5223',
  transport: 'tcp',
  proves:
    'a first message of type 25 as long as it says that holds a point of secp256k1 (chance 2^-256), answered, where it is, by one of type 26',
  proprietary: true,
  mayBegin: (byte: number) => byte === HELLO,
  recognise({ orig, resp }: FinishedFlow): ServiceFacts | undefined {
    const { prefix } = orig;
    // The length counts itself and the type.
    if (prefix[0] !== HELLO || u16be(prefix, 1) !== POINT_AT + POINT_BYTES) return undefined;
    if (resp.prefix.length > 0 && resp.prefix[0] !== ANSWER) return undefined;
    if (!isCurvePoint(prefix, POINT_AT, 'secp256k1')) return undefined;
    return { service: 'push-5223', kind: 'custom', reason: 'a push protocol that begins with a point of secp256k1' };
  },
} as const satisfies ServiceRecogniser;
