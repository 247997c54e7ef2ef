// The shape of a protocol recogniser: one file and one line in service-registry.ts each. Proof from bytes, never from a port alone.

import type { FinishedFlow } from './finished-flow.ts';
import type { DnsRecord, HttpRecord, QuicRecord, SshRecord, TlsRecord } from './flow-record.ts';

/** What a recogniser proved about a flow. */
export interface ServiceFacts {
  /** Service name, lower case: 'tls', 'http', 'dns', 'ssh', 'quic', … */
  service: string;
  /** 'standard': a standard encrypted protocol; 'cleartext': a protocol that carries readable payload. */
  kind: 'standard' | 'cleartext';
  /** One sentence for `encryption.reasons`. */
  reason: string;
  tls?: TlsRecord;
  http?: HttpRecord;
  ssh?: SshRecord;
  dns?: DnsRecord;
  quic?: QuicRecord;
}

export interface ServiceRecogniser {
  readonly name: string;
  readonly transport: 'tcp' | 'udp' | 'both';
  /** What a match proves, and how unlikely chance is: printed in the docs' protocol table. */
  readonly proves: string;
  /** Undefined when the bytes do not prove it. Never throws. */
  recognise(flow: FinishedFlow): ServiceFacts | undefined;
}
