// Flows that dress as TLS and are not: record headers, and a handshake that does not hold (tls-contradictions.ts says how). Tried last: a protocol of
// which more is known has its own name.

import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';
import { leftBehindSsl2Hello } from './ssl2-imitation.ts';
import {
  handshakeContradictions,
  imitationContradictions,
  isDecisive,
  TlsContradiction,
} from './tls-contradictions.ts';
import { joinOpenings, tlsFacts } from './tls-facts.ts';
import { recordSigns, type TlsRecordSign } from './tls-record-signs.ts';
import { readTlsOpening, tlsRecordChain } from './tls-stream.ts';

const SSL2_IMITATION: ServiceFacts = {
  service: 'fake-tls',
  kind: 'imitation',
  reason: 'an SSL 2.0 hello that offers TLS, and behind it bytes that are no record of either',
  tls: { contradictions: [TlsContradiction.dataBeforeFinished] },
};

export const fakeTlsRecogniser = {
  name: 'fake-tls',
  transport: 'tcp',
  proves:
    'no protocol but an imitation: chained record headers of TLS in a flow whose beginning was seen, and a handshake that no TLS stack can give (no ClientHello, application data first, a choice that was not on offer, data before Finished, application data that is no ciphertext); or, where the beginning was not captured, records that no cipher suite gives (too short for a tag, a byte that is the same in all, one that comes again)',
  mayBegin: (byte: number) => (byte >= 20 && byte <= 23) || byte >= 0x80,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (leftBehindSsl2Hello(flow) !== undefined) return SSL2_IMITATION;
    if (flow.orig.prefix[1] !== 3 && flow.resp.prefix[1] !== 3) return undefined;
    if (!flow.startSeen) return imitatedRecords(flow);
    const orig = readTlsOpening(flow.orig.prefix);
    const resp = readTlsOpening(flow.resp.prefix);
    const handshake = joinOpenings(orig, resp);
    const { client, server } = handshake;
    const contradictions =
      client !== undefined && server !== undefined
        ? handshakeContradictions(flow, handshake)
        : imitationContradictions(flow, client !== undefined || orig?.cut !== undefined);
    if (!contradictions.some(isDecisive)) return undefined;
    return {
      service: 'fake-tls',
      kind: 'imitation',
      reason: `TLS record headers, but no TLS handshake: ${contradictions.join(', ')}`,
      // Names and fingerprints of the disguise are evidence as well.
      tls: { ...tlsFacts(handshake, 't'), contradictions },
    };
  },
} as const satisfies ServiceRecogniser;

/** Met in mid-flow, only the records themselves can say it. */
function imitatedRecords(flow: FinishedFlow): ServiceFacts | undefined {
  const signs = new Set<TlsRecordSign>();
  for (const side of [flow.orig, flow.resp]) {
    const isChain = (tlsRecordChain(side.prefix, 0)?.records ?? 0) > 1;
    if (isChain) for (const sign of recordSigns(side)) signs.add(sign);
  }
  if (signs.size === 0) return undefined;
  return {
    service: 'fake-tls',
    kind: 'imitation',
    reason: `TLS record headers, but records that no cipher suite gives: ${[...signs].join(', ')}; the beginning was not captured`,
  };
}
