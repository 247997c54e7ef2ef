// The native flow record: a line of flows.ndjson, and what the API yields. Absent means unknown; null is never used.
// Keys and their meaning are the contract of schema/flow.schema.json.

export interface FlowEndpointRecord {
  ip: string;
  port: number;
  packets: number;
  /** IP-layer bytes. */
  bytes: number;
  /** Transport payload as on the wire, retransmissions included. */
  payload_bytes: number;
}

export interface TlsRecord {
  /** Negotiated version where a ServerHello was seen, else the highest offered: '1.0' … '1.3', 'ssl2.0', 'ssl3.0', '1.3-draft28'. */
  version?: string;
  server_name?: string;
  /** Protocol of the ServerHello; where that is encrypted (TLS 1.3) or was not seen, the first that was offered. */
  alpn?: string;
  cipher?: string;
  /** Key-exchange group that was agreed on, or the first key share that was offered where no ServerHello was seen. */
  group?: string;
  /** Bits of the prime (DHE) or of the RSA key to which the secret was encrypted; rounded up to 64 where only the client's answer was seen. */
  prime_bits?: number;
  /** True: a session went on (ticket, session id, pre-shared key), so that no certificate was shown. */
  resumed?: boolean;
  /** The server sent a HelloRetryRequest. */
  retry?: boolean;
  /** Encrypted ClientHello, or a GREASE imitation of it: 'outer'; 'esni' its predecessor; 'inner' is never seen in the clear by rights. */
  ech?: 'outer' | 'inner' | 'esni';
  /** Data was sent before the handshake was done. */
  early_data?: boolean;
  /** First alert in the clear of each side: 'fatal handshake_failure'. */
  alerts?: { from: 'orig' | 'resp'; alert: string }[];
  /** Where the handshake does not hold: `TlsContradiction`. A decisive one makes the flow an imitation. */
  contradictions?: string[];
  /** The server's own; only up to TLS 1.2, later versions encrypt it. */
  certificate?: CertificateRecord;
  ja3?: string;
  ja3_string?: string;
  ja3s?: string;
  ja3s_string?: string;
  ja4?: string;
  ja4_string?: string;
}

export interface CertificateRecord {
  subject?: string;
  issuer?: string;
  names?: string[];
  key_type?: string;
  key_bits?: number;
  curve?: string;
  signature_algorithm?: string;
  self_signed?: boolean;
  not_before?: string;
  not_after?: string;
  sha256?: string;
  /** As in `keys`: the same for the same key. */
  key_id?: string;
  chain_length?: number;
}

/** How strong the negotiated cryptography is. Absent: not seen. */
export interface CryptoRecord {
  version?: string;
  group?: string;
  /** The group that was agreed on resists quantum computers (a hybrid with ML-KEM). */
  pq?: boolean;
  /** The client offered such a group. */
  pq_offered?: boolean;
  cipher_family?: string;
  forward_secrecy?: boolean;
  /** The server's certificate was signed with its own key. */
  self_signed?: boolean;
  weak?: string[];
  legacy?: string[];
}

export interface HttpRecord {
  /** '2'; absent for HTTP/1. */
  version?: string;
  method?: string;
  host?: string;
  path?: string;
  user_agent?: string;
  status?: number;
  request_type?: string;
  response_type?: string;
}

/** What of a WebSocket connection is among the bytes that are kept. */
export interface WebSocketRecord {
  frames: number;
  binary_messages: number;
  /** Messages are compressed (permessage-deflate). */
  compressed: boolean;
}

export interface SshRecord {
  client?: string;
  server?: string;
  hassh?: string;
  hassh_server?: string;
  /** The algorithms on which both sides agree; of the ciphers the one towards the server. */
  kex?: string;
  host_key?: string;
  cipher?: string;
}

export interface DnsRecord {
  query?: string;
  type?: string;
  answers?: string[];
}

export interface QuicRecord {
  version: string;
  /** Names and program of gQUIC's own handshake; of TLS in QUIC they are in `tls`. */
  server_name?: string;
  user_agent?: string;
  version_negotiation?: boolean;
  retry?: boolean;
  /** 0-RTT packets were seen. */
  zero_rtt?: boolean;
  /** Whether an Initial packet of the client opened with the keys of its connection id; absent where there was none to open. */
  initial_opened?: boolean;
}

/** A key in the opening of a flow of no recognised encrypted protocol. */
export interface KeyRecord {
  /** 'spki', 'x509', 'pkcs1', 'pkcs8', 'sec1', 'pem', 'jwk', 'openssh', 'openpgp', 'point', 'compressed_point', 'raw'. */
  form: string;
  /** 'rsa-2048', 'P-256', 'x25519', 'ml-kem-768', … */
  algorithm: string;
  from: 'orig' | 'resp';
  /** Of its first byte in that side's stream. */
  offset: number;
  bytes: number;
  /** −log2 of the chance that random bytes show it. */
  chance_bits: number;
  private?: true;
  /** SHA-256 in hexadecimal; absent for private keys. */
  key_id?: string;
}

/** A named exchange whose message lengths the opening has: what looks alike, not what it is. */
export interface ShapeRecord {
  like: string;
  /** −log2 of the chance that a flow has it by accident. */
  chance_bits: number;
  message_bytes: number[];
}

export const EncryptionClass = {
  standard: 'standard',
  custom: 'custom',
  embedded: 'embedded',
  encoded: 'encoded',
  compressed: 'compressed',
  cleartext: 'cleartext',
  unknown: 'unknown',
} as const;
export type EncryptionClass = (typeof EncryptionClass)[keyof typeof EncryptionClass];

export interface EncryptionRecord {
  class: EncryptionClass;
  scheme?: string;
  /** 0..1. */
  confidence: number;
  reasons: string[];
}

export type AttributionLevel = 'exact' | 'strong' | 'weak' | 'none';

export interface AppRecord {
  uid: number;
  packages: string[];
  label?: string;
  tier: string;
  confidence: number;
  level: AttributionLevel;
  /** 'file:line' or 'frame N'. */
  sources: string[];
  /** Remarks such as AMBIGUOUS, CONFLICT, SHARED_UID, dns-delegated. */
  flags?: string[];
}

export type EndReason = 'idle' | 'active' | 'ended' | 'forced' | 'resources';

export interface FlowRecord {
  flow_id: string;
  community_id?: string;
  /** Index into manifest.captures. */
  capture: number;
  first_frame: number;
  last_frame: number;
  /** RFC 3339, UTC, µs or ns. */
  start: string;
  duration_ms: number;
  end_reason: EndReason;
  /** 'tcp', 'udp', 'icmp', 'ipv6-icmp', 'sctp', … or the protocol number. */
  transport: string;
  orig: FlowEndpointRecord;
  resp: FlowEndpointRecord;
  /** Which side is the device. */
  local?: 'orig' | 'resp';
  history: string;
  missed_bytes: number;
  continues?: string;
  service?: string;
  /** Name of the destination and where it was read. */
  domain?: string;
  domain_source?: 'sni' | 'host' | 'dns';
  tls?: TlsRecord;
  http?: HttpRecord;
  ssh?: SshRecord;
  dns?: DnsRecord;
  quic?: QuicRecord;
  websocket?: WebSocketRecord;
  crypto?: CryptoRecord;
  keys?: KeyRecord[];
  shape?: ShapeRecord;
  encryption: EncryptionRecord;
  features: Record<string, number | number[]>;
  app?: AppRecord;
  app_missing?: string;
  /** A key log holds the keys of its TLS handshake: a TLS library made it. */
  tls_keys_logged?: true;
}
