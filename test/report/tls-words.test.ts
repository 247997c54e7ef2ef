import { expect, test } from 'vitest';
import { alertDescription, isEstablished, protocolVersion } from '../../src/report/tls-words.ts';

test('protocol, version and draft are told apart', () => {
  expect(protocolVersion('1.3')).toEqual({ protocol: 'tls', version: '1.3', draft: undefined });
  expect(protocolVersion('ssl3.0')).toMatchObject({ protocol: 'ssl', version: '3.0' });
  expect(protocolVersion('dtls1.0-openssl')).toEqual({ protocol: 'dtls', version: '1.0', draft: undefined });
  expect(protocolVersion('1.3-draft28')).toEqual({ protocol: 'tls', version: '1.3', draft: '28' });
  expect(protocolVersion('0x7e17')).toBeUndefined();
});

test('a handshake that a side breaks off in the clear did not come through, whatever the server had chosen', () => {
  const cipher = 'TLS_AES_128_GCM_SHA256';
  const after = (alert: string) => isEstablished({ cipher, alerts: [{ from: 'resp', alert }] });
  expect(isEstablished({ cipher })).toBe(true);
  expect(isEstablished({ version: '1.2' })).toBe(false);
  expect(after('fatal bad_certificate')).toBe(false);
  expect(after('warning close_notify')).toBe(false);
  // It may go on after this one (RFC 6066 §3).
  expect(after('warning unrecognized_name')).toBe(true);
});

test('an alert without its level', () => {
  expect(alertDescription('fatal handshake_failure')).toBe('handshake_failure');
  expect(alertDescription('warning close_notify')).toBe('close_notify');
});
