import { expect, test } from 'vitest';
import { tlsConversation } from '../../src/flows/tls-conversation.ts';
import { readTlsOpening } from '../../src/flows/tls-stream.ts';
import { TLS13_CLIENT, TLS13_SERVER } from '../support/tls-handshakes.ts';

const client = readTlsOpening(TLS13_CLIENT);
const server = readTlsOpening(TLS13_SERVER);

test('record, posture and reason come from both sides', () => {
  expect(tlsConversation(client, server)).toMatchObject({
    service: 'tls',
    kind: 'standard',
    reason: 'TLS ClientHello and ServerHello, both whole',
    tls: { version: '1.3' },
    crypto: { group: 'x25519' },
  });
  expect(tlsConversation(client, undefined).reason).toBe('TLS ClientHello, whole');
  expect(tlsConversation(undefined, server).reason).toBe('TLS ServerHello, whole');
});

test("the key of the certificate is the server's, whichever side that is", () => {
  const key = { id: 'ab'.repeat(32), algorithm: 'rsa-2048' };
  const serving = { ...server, certificate: { facts: { names: [] }, key } };
  expect(tlsConversation(client, serving).certificateKey).toEqual({ ...key, fromOriginator: 0 });
  expect(tlsConversation(serving, client).certificateKey).toEqual({ ...key, fromOriginator: 1 });
  expect(tlsConversation(client, serving).tls?.certificate?.key_id).toBe(key.id);
  expect(tlsConversation(client, server)).not.toHaveProperty('certificateKey');
});

test('alerts are told by the side that sent them', () => {
  expect(tlsConversation(client, { alert: { level: 2, description: 40 } }).tls?.alerts).toEqual([
    { from: 'resp', alert: 'fatal handshake_failure' },
  ]);
});

test('a beginning and an SSL 2.0 hello say no more than they show', () => {
  expect(tlsConversation({ cut: 'ClientHello' }, undefined)).not.toHaveProperty('tls');
  expect(tlsConversation({ ssl2Version: 2 }, undefined)).toMatchObject({
    tls: { version: 'ssl2.0' },
    reason: 'SSL 2.0 hello for version ssl2.0',
  });
});
