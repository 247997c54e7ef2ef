import { expect, it } from 'vitest';
import { type ServiceFacts, withEveryField } from '../../src/flows/service-recogniser.ts';

const FULL: Required<ServiceFacts> = {
  service: 'imap',
  kind: 'standard',
  scheme: 'tls',
  confidence: 0.9,
  reason: 'STARTTLS',
  tls: { version: 'TLS 1.3' },
  tlsRandom: 7,
  certificateKey: { id: 'ab'.repeat(32), algorithm: 'rsa-2048', fromOriginator: 0 },
  http: { method: 'GET' },
  ssh: { client: 'SSH-2.0-a' },
  dns: { query: 'example.org' },
  quic: { version: 'version 1' },
  websocket: { frames: 1, binary_messages: 0, compressed: false },
  crypto: { version: 'TLS 1.3' },
};

it('keeps every field, and gives facts that lack some the same shape', () => {
  expect(withEveryField(FULL)).toEqual(FULL);
  const few: ServiceFacts = { reason: 'a greeting', kind: 'cleartext', service: 'ftp' };
  expect(withEveryField(few)).toEqual(few);
  expect(Object.keys(withEveryField(few))).toEqual(Object.keys(withEveryField(FULL)));
  expect(Object.keys(withEveryField(FULL)).sort()).toEqual(Object.keys(FULL).sort());
});
