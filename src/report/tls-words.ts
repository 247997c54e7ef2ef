// What the formats of other tools say of a TLS handshake: its protocol and version apart, and whether it came through.

import type { TlsRecord } from '../flows/flow-record.ts';

export interface ProtocolVersion {
  readonly protocol: 'ssl' | 'tls' | 'dtls';
  /** '3.0', '1.2'. */
  readonly version: string;
  /** Number of the draft. */
  readonly draft: string | undefined;
}

/** Undefined for a version that no name is known of. */
export function protocolVersion(name: string): ProtocolVersion | undefined {
  const [, protocol = 'tls', version, draft] = /^(ssl|dtls)?(\d\.\d)(?:-draft(\d+))?/.exec(name) ?? [];
  return version === undefined ? undefined : { protocol: protocol as ProtocolVersion['protocol'], version, draft };
}

/** The server chose a cipher, and neither side broke off while that was to be seen. What is encrypted from then on is not known. */
export function isEstablished({ cipher, alerts = [] }: TlsRecord): boolean {
  return cipher !== undefined && !alerts.some(({ alert }) => BREAKING.test(alert));
}

/** 'handshake_failure' of 'fatal handshake_failure'. */
export function alertDescription(alert: string): string {
  return alert.replace(/^(?:fatal|warning) /, '');
}

/** Alerts in the clear come before the handshake is done; these end the connection (RFC 8446 §6.1, §6.2; RFC 5246 §7.2). */
const BREAKING = /^fatal |close_notify$/;
