import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quicRecogniser } from '../../src/flows/recognise-quic.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { cryptoFrame, initialKeys, initialPacket } from '../support/quic-packets.ts';
import { TLS13_CLIENT } from '../support/tls-handshakes.ts';

const orig = (hex: string): SentMessage => ({ from: 'orig', bytes: new Uint8Array(Buffer.from(hex, 'hex')) });
const resp = (hex: string): SentMessage => ({ from: 'resp', bytes: new Uint8Array(Buffer.from(hex, 'hex')) });
const recognise = (...messages: SentMessage[]) => quicRecogniser.recognise(finishedFlow(messages, { protocol: 17 }));
const payload = (length: number) => 'ab'.repeat(length);
const INITIAL = `c000000001088394c8f03e5157080000449e${payload(0x49e)}`;
const FORCED = `c60a0a0a0a08c18ef59ef8c3c54400004020${payload(32)}`;

test('an Initial whose tag does not hold is QUIC of its version by its header, and says so', () => {
  expect(recognise(orig(INITIAL), resp(`40${payload(30)}`), orig(`41${payload(99)}`))).toEqual({
    service: 'quic',
    kind: 'standard',
    reason:
      'QUIC of version 1: long headers; no Initial packet opens with the keys of its connection id, as when the first ones are missing',
    quic: { version: '1', initial_opened: false },
  });
});

test('an Initial that opens shows the hello, with the fingerprint of QUIC', () => {
  const packet = initialPacket({
    keys: initialKeys().client,
    frames: cryptoFrame(0, TLS13_CLIENT.subarray(5)),
    padTo: 1200,
  });
  expect(recognise({ from: 'orig', bytes: packet })).toMatchObject({
    reason: 'QUIC of version 1: Initial packets open with the keys of their connection id, to a ClientHello',
    quic: { version: '1', initial_opened: true },
    tls: { server_name: 'example.org', ja4: 'q13d0411h2_16476d049b0b_78f1d400d464' },
    crypto: { pq_offered: false },
  });
});

test('a Retry of the server is told, and its new connection id opens what follows', () => {
  const id = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
  const hello = cryptoFrame(0, TLS13_CLIENT.subarray(5));
  const first = initialPacket({ keys: initialKeys().client, frames: hello });
  const retry = Uint8Array.from([0xf0, 0, 0, 0, 1, 0, id.length, ...id, ...new Uint8Array(30)]);
  const token = new Uint8Array(14);
  const second = initialPacket({ keys: initialKeys(1, id).client, frames: hello, destinationId: id, token });
  const found = recognise(
    { from: 'orig', bytes: first },
    { from: 'resp', bytes: retry },
    { from: 'orig', bytes: second },
  );
  expect(found?.quic).toEqual({ version: '1', retry: true, initial_opened: true });
});

test('the answer is enough', () => {
  expect(recognise(orig(`40${payload(30)}`), resp(INITIAL))?.quic?.version).toBe('1');
});

test('gQUIC is known by its public header', () => {
  expect(recognise(orig(`0d11223344556677885130343301${payload(40)}`))).toMatchObject({
    reason: 'QUIC of version Q043: long headers',
    quic: { version: 'Q043' },
  });
});

test('the version is the server’s where the client only forced a negotiation', () => {
  expect(recognise(orig(FORCED))?.quic?.version).toBe('reserved');
  expect(recognise(orig(FORCED), resp('c00000000004aabbccdd000a0a0a0aff00001d'))).toMatchObject({
    quic: { version: 'draft-29', version_negotiation: true },
  });
});

test('a packet must fit its own datagram, not the next one', () => {
  const cut = INITIAL.slice(0, 400);
  expect(recognise(orig(cut), orig(payload(1200)))).toBeUndefined();
});

test('short headers and other bytes are not QUIC', () => {
  expect(recognise(orig(`40${payload(60)}`), resp(`41${payload(60)}`))).toBeUndefined();
  expect(recognise(orig('1234010000010000000000000377777700001c0001'))).toBeUndefined();
  expect(recognise()).toBeUndefined();
});

test('random datagrams are never QUIC and never throw', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 4 }), (datagrams) => {
      const messages = datagrams.map((bytes, i): SentMessage => ({ from: i % 2 === 0 ? 'orig' : 'resp', bytes }));
      expect(recognise(...messages)).toBeUndefined();
    }),
  );
});
