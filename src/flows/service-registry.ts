// The recognisers, in the order in which they are tried. A new protocol is one file and one line here.

import type { FinishedFlow } from './finished-flow.ts';
import { dnsRecogniser } from './recognise-dns.ts';
import { httpRecogniser } from './recognise-http.ts';
import { quicRecogniser } from './recognise-quic.ts';
import { sshRecogniser } from './recognise-ssh.ts';
import { tlsRecogniser } from './recognise-tls.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/** Each begins with a look at one or two bytes, so that the order costs little; common ones first. */
export const SERVICE_RECOGNISERS: readonly ServiceRecogniser[] = [
  tlsRecogniser,
  quicRecogniser,
  httpRecogniser,
  dnsRecogniser,
  sshRecogniser,
];

/** What the flow's bytes prove it to be; undefined when no recogniser can prove anything. */
export function recogniseService(flow: FinishedFlow): ServiceFacts | undefined {
  if (flow.orig.prefix.length === 0 && flow.resp.prefix.length === 0) return undefined;
  const recognisers = flow.protocol === TCP ? OVER_TCP : flow.protocol === UDP ? OVER_UDP : NONE;
  for (const recogniser of recognisers) {
    const facts = recogniser.recognise(flow);
    if (facts !== undefined) return facts;
  }
  return undefined;
}

const TCP = 6;
const UDP = 17;
const OVER_TCP = SERVICE_RECOGNISERS.filter((recogniser) => recogniser.transport !== 'udp');
const OVER_UDP = SERVICE_RECOGNISERS.filter((recogniser) => recogniser.transport !== 'tcp');
const NONE: readonly ServiceRecogniser[] = [];
