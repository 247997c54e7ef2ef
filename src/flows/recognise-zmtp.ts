// ZeroMQ's transport, ZMTP 3 (ZeroMQ RFC 23, RFC 37), by the greeting of each side that spoke: a signature, the version and the security mechanism.
// CURVE (CurveZMQ, RFC 26) and GSSAPI encrypt; NULL and PLAIN do not.

import { hasText } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const SIGNATURE = 0xff;
const SIGNATURE_END_AT = 9;
const SIGNATURE_END = 0x7f;
const VERSION_AT = 10;
const VERSION_3 = 3;
const MECHANISM_AT = 12;
const MECHANISMS = ['NULL\0', 'PLAIN\0', 'CURVE\0', 'GSSAPI\0'];
const SEALED = new Set(['CURVE\0', 'GSSAPI\0']);

export const zmtpRecogniser = {
  name: 'zmtp',
  transport: 'tcp',
  proves:
    "the greeting of each side that spoke: its first and tenth byte, the version and a mechanism's name (chance below 1e-19)",
  mayBegin: (byte: number) => byte === SIGNATURE,
  recognise({ orig, resp }: FinishedFlow): ServiceFacts | undefined {
    const asked = mechanismOf(orig.prefix);
    const answered = mechanismOf(resp.prefix);
    if ((asked === undefined && orig.prefix.length > 0) || (answered === undefined && resp.prefix.length > 0))
      return undefined;
    const mechanism = asked ?? answered;
    if (mechanism === undefined) return undefined;
    const name = mechanism.slice(0, -1);
    const reason = `ZeroMQ greeting with the mechanism ${name}`;
    return SEALED.has(mechanism)
      ? { service: 'zmtp', kind: 'standard', scheme: `zmtp-${name.toLowerCase()}`, reason }
      : { service: 'zmtp', kind: 'cleartext', reason };
  },
} as const satisfies ServiceRecogniser;

function mechanismOf(prefix: Uint8Array): string | undefined {
  if (prefix[0] !== SIGNATURE || prefix[SIGNATURE_END_AT] !== SIGNATURE_END || prefix[VERSION_AT] !== VERSION_3)
    return undefined;
  return MECHANISMS.find((name) => hasText(prefix, MECHANISM_AT, name));
}
