import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readQuicConversation } from '../../src/flows/quic-conversation.ts';
import { quicRecogniser } from '../../src/flows/recognise-quic.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { hostileConversation, soundConversation } from '../support/quic-conversations.ts';
import { CLIENT_ID, cryptoFrame, initialKeys, initialPacket } from '../support/quic-packets.ts';
import { RETRY_SERVER, TLS13_CLIENT, TLS13_SERVER } from '../support/tls-handshakes.ts';

const HELLO = TLS13_CLIENT.subarray(5);
const ANSWER = TLS13_SERVER.subarray(5, 127);
const orig = (...packets: Uint8Array[]): SentMessage => ({
  from: 'orig',
  bytes: Uint8Array.from(packets.flatMap((p) => [...p])),
});
const resp = (...packets: Uint8Array[]): SentMessage => ({
  from: 'resp',
  bytes: Uint8Array.from(packets.flatMap((p) => [...p])),
});
const read = (messages: SentMessage[], clientIs: 0 | 1 = 1) =>
  readQuicConversation(finishedFlow(messages, { protocol: 17 }), clientIs);
const frames = (...pieces: [number, number][]) =>
  Uint8Array.from(pieces.flatMap(([from, to]) => [...cryptoFrame(from, HELLO.subarray(from, to))]));
const keys = initialKeys();
const client = (content: Uint8Array, packetNumber = 0) =>
  initialPacket({ keys: keys.client, frames: content, packetNumber, padTo: 600 });
const server = initialPacket({ keys: keys.server, frames: cryptoFrame(0, ANSWER), destinationId: Uint8Array.of(9) });

test('a hello in one packet, and its answer', () => {
  const found = read([orig(client(frames([0, HELLO.length]))), resp(server)]);
  expect(found).toMatchObject({ versionName: '1', opened: 1, initials: 1, retry: false });
  expect(found.client?.client?.serverName).toBe('example.org');
  expect(found.server?.server?.group).toBe(29);
});

test('a hello over several packets, out of order, overlapping and repeated', () => {
  const found = read([
    orig(client(frames([150, HELLO.length]), 1)),
    orig(client(frames([150, HELLO.length]), 1)),
    orig(client(frames([100, 180], [0, 120]), 2)),
  ]);
  expect(found.client?.client?.serverName).toBe('example.org');
  expect(found.opened).toBe(3);
});

test('packets that share a datagram are all read', () => {
  const found = read([orig(client(frames([200, HELLO.length])), client(frames([0, 200]), 1)), resp(server)]);
  expect(found.client?.client).toBeDefined();
});

test('a hello that is not whole opens packets and has no client', () => {
  expect(read([orig(client(frames([0, 100])))])).toMatchObject({ opened: 1, client: { cut: 'ClientHello' } });
  expect(read([orig(client(frames([10, HELLO.length])))]).client).toBeUndefined();
});

test('a client’s packet that was captured in part lets the server’s answer open', () => {
  const hello = client(frames([0, HELLO.length]));
  for (const captured of [60, 200, hello.length - 1]) {
    const found = read([orig(hello.subarray(0, captured)), resp(server)]);
    expect(found.client).toBeUndefined();
    expect(found.server?.server?.group).toBe(29);
  }
  // Bytes of the next datagram stand where the rest of the first one was.
  const joined = read([orig(hello.subarray(0, 200)), orig(new Uint8Array(800).fill(0x45)), resp(server)]);
  expect(joined.server?.server?.group).toBe(29);
  const other = initialPacket({ keys: initialKeys(1, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)).server, frames: ANSWER });
  expect(read([orig(hello.subarray(0, 200)), resp(other)]).server).toBeUndefined();
});

test('after a Retry the keys are those of the new connection id', () => {
  const id = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const renewed = initialKeys(1, id);
  const retry = Uint8Array.from([0xf0, 0, 0, 0, 1, 0, 9, ...id, ...new Uint8Array(30)]);
  const second = initialPacket({
    keys: renewed.client,
    frames: frames([0, HELLO.length]),
    destinationId: id,
    token: new Uint8Array(14),
  });
  const answer = initialPacket({
    keys: renewed.server,
    frames: cryptoFrame(0, ANSWER),
    destinationId: Uint8Array.of(9),
  });
  const found = read([orig(client(frames([0, HELLO.length]))), resp(retry), orig(second), resp(answer)]);
  expect(found).toMatchObject({ retry: true, opened: 2 });
  expect(found.server?.server).toBeDefined();
});

test('behind a HelloRetryRequest the ServerHello proper is read', () => {
  const message = (at: number) => {
    const length = ((RETRY_SERVER[at + 3] as number) << 8) | (RETRY_SERVER[at + 4] as number);
    return RETRY_SERVER.subarray(at + 5, at + 5 + length);
  };
  const retry = message(0);
  const proper = message(99);
  const answer = (offset: number, message: Uint8Array, packetNumber: number) =>
    resp(initialPacket({ keys: keys.server, frames: cryptoFrame(offset, message), packetNumber }));
  const asked = [
    orig(client(frames([0, HELLO.length]))),
    answer(0, retry, 0),
    orig(initialPacket({ keys: keys.client, frames: cryptoFrame(HELLO.length, HELLO), packetNumber: 1 })),
  ];
  expect(read(asked).server).toMatchObject({ retry: true, server: { retryRequest: true, group: 24 } });
  const found = read([...asked, answer(retry.length, proper, 1)]);
  expect(found.server).toMatchObject({ retry: true, server: { retryRequest: false, group: 24 } });
  expect(found.client?.client?.serverName).toBe('example.org');
});

test('version 2, version negotiation and 0-RTT are seen', () => {
  const id = CLIENT_ID;
  const v2 = initialPacket({
    keys: initialKeys(0x6b3343cf).client,
    version: 0x6b3343cf,
    frames: frames([0, HELLO.length]),
  });
  const zeroRtt = Uint8Array.from([0xd0, 0, 0, 0, 1, 8, ...id, 0, 0x40, 30, ...new Uint8Array(30)]);
  expect(read([orig(v2)])).toMatchObject({ versionName: '2', opened: 1 });
  expect(read([orig(client(frames([0, 100])), zeroRtt)])).toMatchObject({ zeroRtt: true });
  const negotiation = Uint8Array.from([0xc0, 0, 0, 0, 0, 0, 8, ...id, 0, 0, 0, 1]);
  expect(read([resp(negotiation)])).toMatchObject({ versionNegotiation: true, versionName: '1' });
});

test('the client may be the side that sent the second packet of the capture', () => {
  const found = read([{ from: 'orig', bytes: Uint8Array.of(0x40, 1, 2) }, resp(client(frames([0, HELLO.length])))], 0);
  expect(found.client?.client?.serverName).toBe('example.org');
});

test('packets of other keys stay closed, and no more than a few are tried', () => {
  const other = initialPacket({ keys: initialKeys(1, Uint8Array.of(1)).client, frames: frames([0, HELLO.length]) });
  const found = read(Array.from({ length: 12 }, () => orig(other)));
  expect(found).toMatchObject({ opened: 0, client: undefined });
  expect(found.initials).toBeLessThanOrEqual(8);
});

test('no damage makes it throw', () => {
  const datagrams = [client(frames([0, 150])), client(frames([150, HELLO.length]), 1), server];
  fc.assert(
    fc.property(fc.nat(2), fc.nat(700), fc.nat(255), fc.nat(700), (which, at, value, length) => {
      const damaged = datagrams.map((bytes, i) =>
        (i === which ? bytes.map((byte, j) => (j === at ? value : byte)) : bytes).subarray(
          0,
          i === which ? length : undefined,
        ),
      );
      read([orig(damaged[0] as Uint8Array), orig(damaged[1] as Uint8Array), resp(damaged[2] as Uint8Array)]);
    }),
    { numRuns: 300 },
  );
});

const SOUND = 150;
const HOSTILE = 400;

test('whatever the cut and order of its CRYPTO frames, a hello is found, and its answer', () => {
  for (let seed = 0; seed < SOUND; seed++) {
    const flow = finishedFlow(soundConversation(seed).messages, { protocol: 17 });
    const found = readQuicConversation(flow, 1);
    expect([seed, found.client?.client?.serverName, found.server?.server?.group]).toEqual([seed, 'example.org', 29]);
    expect(quicRecogniser.recognise(flow)?.service, String(seed)).toBe('quic');
  }
});

test('frames that say what they like make nothing throw, and no other hello', () => {
  let opened = 0;
  let hidden = 0;
  for (let seed = 0; seed < HOSTILE; seed++) {
    const flow = finishedFlow(hostileConversation(seed).messages, { protocol: 17 });
    for (const clientIs of [0, 1] as const) {
      const found = readQuicConversation(flow, clientIs);
      opened += found.opened;
      const name = found.client?.client?.serverName;
      if (clientIs === 1 && name === undefined) hidden++;
      expect([undefined, 'example.org'], String(seed)).toContain(name);
    }
    quicRecogniser.recognise(flow);
  }
  // What was made opens, and some of it hides the hello: else nothing was tested.
  expect(opened).toBeGreaterThan(HOSTILE / 2);
  expect(hidden).toBeGreaterThan(HOSTILE / 8);
  expect(hidden).toBeLessThan(HOSTILE * 0.9);
});
