import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDtlsConversation } from '../../src/flows/dtls-conversation.ts';
import { dtlsClientHello, dtlsFragment, dtlsRecord, dtlsServerHello } from '../support/dtls-datagrams.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { TLS12_CLIENT, TLS12_SERVER } from '../support/tls-handshakes.ts';

const HELLO = dtlsClientHello(TLS12_CLIENT.subarray(5));
const ANSWER = dtlsServerHello(TLS12_SERVER.subarray(5, 85));
const orig = (bytes: Uint8Array): SentMessage => ({ from: 'orig', bytes });
const resp = (bytes: Uint8Array): SentMessage => ({ from: 'resp', bytes });
const read = (...messages: SentMessage[]) => readDtlsConversation(finishedFlow(messages, { protocol: 17 }));

test('a hello over several datagrams, and its answer', () => {
  const { orig: client, resp: server } = read(
    orig(dtlsFragment(1, 0, HELLO, 100)),
    orig(dtlsFragment(1, 0, HELLO, 0, 100)),
    resp(dtlsFragment(2, 0, ANSWER)),
  );
  expect(client).toMatchObject({ datagrams: 2, version: 0xfefd, opening: { client: { serverName: 'example.org' } } });
  expect(server.opening?.server?.cipherSuite).toBe(0xc02c);
});

test('a cookie is asked for and sent', () => {
  const verify = Uint8Array.from([0xfe, 0xff, 4, 1, 2, 3, 4]);
  const again = dtlsClientHello(TLS12_CLIENT.subarray(5), Uint8Array.of(1, 2, 3, 4));
  const { orig: client, resp: server } = read(
    orig(dtlsFragment(1, 0, HELLO)),
    resp(dtlsFragment(3, 0, verify)),
    orig(dtlsFragment(1, 1, again)),
    resp(dtlsFragment(2, 1, ANSWER)),
  );
  expect(server).toMatchObject({ cookie: true, opening: { server: { version: 0xfefd } } });
  expect(client.opening?.client?.serverName).toBe('example.org');
});

test('datagrams of other protocols are left out', () => {
  const stun = Uint8Array.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, ...new Uint8Array(12)]);
  const srtp = Uint8Array.from([0x80, 111, ...new Uint8Array(60)]);
  expect(read(orig(stun), orig(dtlsFragment(1, 0, HELLO)), orig(srtp)).orig).toMatchObject({ datagrams: 1 });
  const trailing = Uint8Array.from([...dtlsFragment(1, 0, HELLO), 1]);
  expect(read(orig(trailing)).orig).toMatchObject({ datagrams: 0, opening: undefined });
});

test('an alert in the clear is kept, an encrypted one is not', () => {
  expect(read(orig(dtlsFragment(1, 0, HELLO)), orig(dtlsRecord(21, Uint8Array.of(2, 40)))).orig.opening?.alert).toEqual(
    {
      level: 2,
      description: 40,
    },
  );
  const encrypted = dtlsRecord(21, Uint8Array.of(2, 40), 0xfefd, 1);
  expect(read(orig(dtlsFragment(1, 0, HELLO)), orig(encrypted)).orig.opening?.alert).toBeUndefined();
});

test('no damage makes it throw', () => {
  const datagram = dtlsFragment(1, 0, HELLO);
  fc.assert(
    fc.property(fc.nat(datagram.length - 1), fc.nat(255), fc.nat(datagram.length), (at, value, length) => {
      read(orig(datagram.map((byte, i) => (i === at ? value : byte)).subarray(0, Math.max(1, length))));
    }),
  );
});
