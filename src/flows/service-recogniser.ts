// The shape of a protocol recogniser: one file and one line in service-registry.ts each. Proof from bytes, never from a port alone.

import type { FinishedFlow } from './finished-flow.ts';
import type {
  CryptoRecord,
  DnsRecord,
  HttpRecord,
  QuicRecord,
  SshRecord,
  TlsRecord,
  WebSocketRecord,
} from './flow-record.ts';

/** The public key of a server's certificate. */
export interface CertificateKey {
  readonly id: string;
  /** 'rsa-2048', 'P-256', … */
  readonly algorithm: string;
  readonly fromOriginator: 0 | 1;
}

/** What a recogniser proved about a flow. */
export interface ServiceFacts {
  /** Service name, lower case: 'tls', 'http', 'dns', 'ssh', 'quic', … */
  service: string;
  /**
   * 'standard': an encrypted protocol with a public specification; 'custom': an encrypted protocol of one vendor or project;
   * 'cleartext': a protocol that carries readable payload; 'imitation': the headers of a protocol around bytes that it does not explain.
   */
  kind: 'standard' | 'custom' | 'cleartext' | 'imitation';
  /** `encryption.scheme` where it is not the service's name: 'tls' of mail that began with STARTTLS. */
  scheme?: string | undefined;
  /** Of the encryption class, 0..1, where it is less sure than the service's name. */
  confidence?: number | undefined;
  /** One sentence for `encryption.reasons`. */
  reason: string;
  tls?: TlsRecord | undefined;
  /** Fingerprint of ClientHello.random (parse/key-log-line.ts), in no record: key logs name handshakes by it. */
  tlsRandom?: number | undefined;
  /** Up to TLS 1.2, where the capture holds all of the certificate. */
  certificateKey?: CertificateKey | undefined;
  http?: HttpRecord | undefined;
  ssh?: SshRecord | undefined;
  dns?: DnsRecord | undefined;
  quic?: QuicRecord | undefined;
  websocket?: WebSocketRecord | undefined;
  crypto?: CryptoRecord | undefined;
}

export interface ServiceRecogniser {
  readonly name: string;
  /** The services of flows that it names, where that is not `name` alone: dialects, or several protocols with one proof. */
  readonly services?: readonly string[];
  /** 'other': IP protocols that are neither TCP nor UDP. */
  readonly transport: 'tcp' | 'udp' | 'both' | 'other';
  /** What a match proves, and how unlikely chance is: printed in the docs' protocol table. */
  readonly proves: string;
  /** Set where the protocol is one vendor's or project's own cipher: an analysis can leave these out and judge by bytes alone. */
  readonly proprietary?: true;
  /**
   * Whether a direction of such a flow can begin with this byte; absent: it can with any. Asked for all 256 when the program starts, so
   * that a flow meets only the recognisers that the first byte of one of its directions allows.
   */
  mayBegin?(byte: number): boolean;
  /** Undefined when the bytes do not prove it. Never throws. */
  recognise(flow: FinishedFlow): ServiceFacts | undefined;
}

/**
 * The same facts with every field. Recognisers leave out what they have not, in dozens of ways; what reads facts of every flow would be
 * compiled again for each way.
 */
export function withEveryField(facts: ServiceFacts): ServiceFacts {
  return {
    service: facts.service,
    kind: facts.kind,
    scheme: facts.scheme,
    confidence: facts.confidence,
    reason: facts.reason,
    tls: facts.tls,
    tlsRandom: facts.tlsRandom,
    certificateKey: facts.certificateKey,
    http: facts.http,
    ssh: facts.ssh,
    dns: facts.dns,
    quic: facts.quic,
    websocket: facts.websocket,
    crypto: facts.crypto,
  };
}
