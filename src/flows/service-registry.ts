// The recognisers, in the order in which they are tried. A new protocol is one file and one line here.

import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { dnsRecogniser } from './recognise-dns.ts';
import { dtlsRecogniser } from './recognise-dtls.ts';
import { fakeTlsRecogniser } from './recognise-fake-tls.ts';
import { ftpRecogniser } from './recognise-ftp.ts';
import { httpRecogniser } from './recognise-http.ts';
import { imapRecogniser } from './recognise-imap.ts';
import { mtprotoRecogniser } from './recognise-mtproto.ts';
import { pop3Recogniser } from './recognise-pop3.ts';
import { quicRecogniser } from './recognise-quic.ts';
import { smtpRecogniser } from './recognise-smtp.ts';
import { sshRecogniser } from './recognise-ssh.ts';
import { tlsRecogniser } from './recognise-tls.ts';
import { websocketRecogniser } from './recognise-websocket.ts';
import { RecogniserDispatch } from './recogniser-dispatch.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';
import { tlsUpgrade } from './tls-upgrade.ts';

/** A flow meets those that its first bytes allow, in this order: stronger proofs before weaker ones, common protocols before rare ones. */
export const SERVICE_RECOGNISERS: readonly ServiceRecogniser[] = [
  tlsRecogniser,
  quicRecogniser,
  dtlsRecogniser,
  websocketRecogniser,
  httpRecogniser,
  dnsRecogniser,
  sshRecogniser,
  smtpRecogniser,
  imapRecogniser,
  pop3Recogniser,
  ftpRecogniser,
  mtprotoRecogniser,
  fakeTlsRecogniser,
];

const ALL = new RecogniserDispatch(SERVICE_RECOGNISERS);
const PUBLIC = new RecogniserDispatch(SERVICE_RECOGNISERS.filter(({ proprietary }) => proprietary !== true));

/**
 * What the flow's bytes prove it to be; undefined when no recogniser can prove anything. `proprietary` false: the encrypted protocols of
 * single vendors and projects stay unnamed.
 */
export function recogniseService(flow: FinishedFlow, proprietary = true): ServiceFacts | undefined {
  const facts = (proprietary ? ALL : PUBLIC).recognise(flow);
  if (flow.protocol !== IpProtocol.tcp || !mayLeadToTls(facts)) return facts;
  return tlsUpgrade(flow, facts) ?? facts;
}

/** What carries readable text, what says that TLS follows, and what nobody knows. */
function mayLeadToTls(facts: ServiceFacts | undefined): boolean {
  return facts === undefined || facts.kind === 'cleartext' || (facts.scheme === 'tls' && facts.tls === undefined);
}
