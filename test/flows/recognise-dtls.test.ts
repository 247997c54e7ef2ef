import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dtlsRecogniser } from '../../src/flows/recognise-dtls.ts';
import { dtlsClientHello, dtlsFragment, dtlsRecord, dtlsServerHello } from '../support/dtls-datagrams.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { TLS12_CLIENT, TLS12_SERVER } from '../support/tls-handshakes.ts';

const HELLO = dtlsClientHello(TLS12_CLIENT.subarray(5));
const ANSWER = dtlsServerHello(TLS12_SERVER.subarray(5, 85));
const orig = (bytes: Uint8Array): SentMessage => ({ from: 'orig', bytes });
const resp = (bytes: Uint8Array): SentMessage => ({ from: 'resp', bytes });
const recognise = (...messages: SentMessage[]) => dtlsRecogniser.recognise(finishedFlow(messages, { protocol: 17 }));

test('a handshake is DTLS, with the fingerprint of DTLS', () => {
  expect(recognise(orig(dtlsFragment(1, 0, HELLO)), resp(dtlsFragment(2, 0, ANSWER)))).toMatchObject({
    service: 'dtls',
    kind: 'standard',
    reason: 'DTLS ClientHello and ServerHello, both whole',
    tls: { version: 'dtls1.2', server_name: 'example.org', ja4: expect.stringMatching(/^dd2d/) },
    crypto: { version: 'dtls1.2', cipher_family: 'aes-gcm', forward_secrecy: true },
  });
});

test('a request for a cookie counts as a retry', () => {
  const verify = dtlsFragment(3, 0, Uint8Array.from([0xfe, 0xff, 1, 9]));
  expect(recognise(orig(dtlsFragment(1, 0, HELLO)), resp(verify))?.tls?.retry).toBe(true);
});

test('records of a connection under way are DTLS where they fill their datagram', () => {
  const data = dtlsRecord(23, new Uint8Array(40), 0xfefd, 1);
  expect(recognise(orig(data))?.service).toBe('dtls');
  expect(recognise(orig(data))).not.toHaveProperty('tls');
  expect(recognise(orig(Uint8Array.from([...data, 0])))).toBeUndefined();
});

test('behind STUN on the same ports it is found', () => {
  const stun = Uint8Array.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, ...new Uint8Array(12)]);
  expect(recognise(orig(stun), resp(stun), orig(dtlsFragment(1, 0, HELLO)))?.tls?.server_name).toBe('example.org');
  expect(recognise(orig(stun), resp(stun))).toBeUndefined();
});

test('the short header of DTLS 1.3 proves it three times over, not once', () => {
  const data = Uint8Array.from([0x2e, 0, 1, 0, 40, ...new Uint8Array(40)]);
  expect(recognise(orig(data), orig(data))).toBeUndefined();
  expect(recognise(orig(data), orig(data), orig(data))?.service).toBe('dtls');
});

test('random datagrams are never DTLS and never throw', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 5 }), (datagrams) => {
      expect(recognise(...datagrams.map(orig))).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});
