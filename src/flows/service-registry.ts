// The recognisers, in the order in which they are tried. A new protocol is one file and one line here.

import type { FinishedFlow } from './finished-flow.ts';
import { dnsRecogniser } from './recognise-dns.ts';
import { dtlsRecogniser } from './recognise-dtls.ts';
import { httpRecogniser } from './recognise-http.ts';
import { mtprotoRecogniser } from './recognise-mtproto.ts';
import { quicRecogniser } from './recognise-quic.ts';
import { sshRecogniser } from './recognise-ssh.ts';
import { tlsRecogniser } from './recognise-tls.ts';
import { RecogniserDispatch } from './recogniser-dispatch.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/** A flow meets those that its first bytes allow, in this order: stronger proofs before weaker ones, common protocols before rare ones. */
export const SERVICE_RECOGNISERS: readonly ServiceRecogniser[] = [
  tlsRecogniser,
  quicRecogniser,
  dtlsRecogniser,
  httpRecogniser,
  dnsRecogniser,
  sshRecogniser,
  mtprotoRecogniser,
];

const ALL = new RecogniserDispatch(SERVICE_RECOGNISERS);
const PUBLIC = new RecogniserDispatch(SERVICE_RECOGNISERS.filter(({ proprietary }) => proprietary !== true));

/**
 * What the flow's bytes prove it to be; undefined when no recogniser can prove anything. `proprietary` false: the encrypted protocols of
 * single vendors and projects stay unnamed.
 */
export function recogniseService(flow: FinishedFlow, proprietary = true): ServiceFacts | undefined {
  return (proprietary ? ALL : PUBLIC).recognise(flow);
}
