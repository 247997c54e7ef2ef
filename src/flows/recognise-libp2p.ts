// libp2p over TCP (github.com/libp2p/specs, connections), by multistream-select: each side names it behind a length of one byte, then the security
// protocol that is agreed on. Noise and TLS follow.

import { hasText } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const OPENING = '\x13/multistream/1.0.0\n';
const SCHEMES = [
  ['\x07/noise\n', 'noise'],
  ['\x0b/tls/1.0.0\n', 'tls'],
] as const;

export const libp2pRecogniser = {
  name: 'libp2p',
  transport: 'tcp',
  proves: 'the line /multistream/1.0.0 behind its length, from each side that spoke (chance 1e-48)',
  mayBegin: (byte: number) => byte === OPENING.charCodeAt(0),
  recognise({ orig, resp }: FinishedFlow): ServiceFacts | undefined {
    if (!isOpening(orig.prefix) || !isOpening(resp.prefix)) return undefined;
    const agreed = resp.prefix.length > 0 ? resp.prefix : orig.prefix;
    const scheme = SCHEMES.find(([line]) => hasText(agreed, OPENING.length, line))?.[1];
    return scheme === undefined
      ? { service: 'libp2p', kind: 'cleartext', reason: 'libp2p: multistream-select' }
      : {
          service: 'libp2p',
          kind: 'standard',
          scheme,
          reason: `libp2p: multistream-select, which agreed on ${scheme}`,
        };
  },
} as const satisfies ServiceRecogniser;

function isOpening(prefix: Uint8Array): boolean {
  return prefix.length === 0 || hasText(prefix, 0, OPENING);
}
