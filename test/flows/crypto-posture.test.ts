import { expect, test } from 'vitest';
import { isPostQuantum, tlsPosture } from '../../src/flows/crypto-posture.ts';
import { joinOpenings } from '../../src/flows/tls-facts.ts';
import { readTlsOpening } from '../../src/flows/tls-stream.ts';
import { readX509 } from '../../src/parse/x509-certificate.ts';
import { RSA_1024_SHA1 } from '../support/certificates.ts';
import { RETRY_SERVER, TLS12_CLIENT, TLS12_SERVER, TLS13_CLIENT, TLS13_SERVER } from '../support/tls-handshakes.ts';

const posture = (client?: Uint8Array, server?: Uint8Array) =>
  tlsPosture(joinOpenings(client === undefined ? undefined : readTlsOpening(client), server && readTlsOpening(server)));

test('a handshake of TLS 1.3 and one of 1.2, without anything weak', () => {
  expect(posture(TLS13_CLIENT, TLS13_SERVER)).toEqual({
    pq_offered: false,
    version: '1.3',
    group: 'x25519',
    pq: false,
    cipher_family: 'aes-gcm',
    forward_secrecy: true,
  });
  expect(posture(TLS12_CLIENT, TLS12_SERVER)).toMatchObject({ version: '1.2', group: 'x25519', forward_secrecy: true });
});

test('an offer alone says only whether a post-quantum group was in it', () => {
  expect(posture(TLS13_CLIENT)).toEqual({ pq_offered: false });
  expect(posture(undefined, RETRY_SERVER.subarray(0, 99))).toEqual({});
  expect(posture()).toBeUndefined();
});

test('hybrid groups resist quantum computers', () => {
  expect([0x11ec, 0x6399, 0x0201, 0x001d, 0xfafa].map(isPostQuantum)).toEqual([true, true, true, false, false]);
  const handshake = joinOpenings(readTlsOpening(TLS13_CLIENT), readTlsOpening(TLS13_SERVER));
  const { server } = handshake;
  if (server === undefined) throw new Error('no ServerHello');
  expect(tlsPosture({ ...handshake, server: { ...server, group: 0x11ec } })).toMatchObject({
    pq: true,
    group: 'X25519MLKEM768',
  });
});

test('old versions, small keys and primes, SHA-1 and compression are named', () => {
  const handshake = joinOpenings(undefined, readTlsOpening(TLS12_SERVER));
  const { server } = handshake;
  const facts = readX509(RSA_1024_SHA1);
  if (server === undefined || facts === undefined) throw new Error('no ServerHello');
  const old = tlsPosture({
    ...handshake,
    server: { ...server, version: 0x0301, cipherSuite: 0x0016, compressionMethod: 1 },
    exchange: { primeBits: 1024 },
    certificate: { facts: { ...facts, selfSigned: false } },
  });
  expect(old).toMatchObject({
    version: '1.0',
    cipher_family: '3des-cbc',
    weak: ['3des', 'compression', 'small_prime', 'small_key_rsa1024'],
    legacy: ['version_1.0', 'signature_sha1'],
  });
  expect(tlsPosture({ ...handshake, exchange: { group: 1 } })?.weak).toEqual(['small_group']);
  expect(tlsPosture({ ...handshake, server: { ...server, version: 0x0304 }, exchange: undefined })).toMatchObject({
    forward_secrecy: false,
    legacy: ['no_forward_secrecy'],
  });
});
