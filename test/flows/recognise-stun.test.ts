import { expect, test } from 'vitest';
import { stunRecogniser, variesLikeCiphertext } from '../../src/flows/recognise-stun.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const BINDING = hex('0001 0008 2112a442 00112233445566778899aabb 8022 0004 61626364');
const udp = { protocol: 17 };
const random = randomNumbers(31);
const rtp = (sequence: number, payload: Uint8Array) =>
  joined(hex('80 6f'), Uint8Array.of(sequence >> 8, sequence & 255), hex('00000001 0a0b0c0d'), payload);

test('a message with its cookie is STUN, and cleartext by itself', () => {
  expect(recognise(stunRecogniser, [orig(BINDING), resp(altered(BINDING, 0, 1))], udp)).toMatchObject({
    service: 'stun',
    kind: 'cleartext',
  });
  expect(recognise(stunRecogniser, [orig(BINDING)], { protocol: 6 })?.service).toBe('stun');
});

test('DTLS behind it makes it encrypted, with RTP it is SRTP', () => {
  const dtls = hex('16feff 0000 000000000000 0004 01020304');
  expect(recognise(stunRecogniser, [orig(BINDING), orig(dtls)], udp)).toMatchObject({
    kind: 'standard',
    scheme: 'dtls',
  });
  const media = [1, 2, 3, 4].map((i) => orig(rtp(i, randomBytes(50, random))));
  expect(recognise(stunRecogniser, [orig(BINDING), orig(dtls), ...media], udp)?.scheme).toBe('srtp');
});

test('without a key exchange in sight payloads that begin with any byte are SRTP, those with a codec header are not', () => {
  const sealed = Array.from({ length: 12 }, (_, i) => orig(rtp(i, randomBytes(50, random))));
  expect(recognise(stunRecogniser, [orig(BINDING), ...sealed], udp)).toMatchObject({
    kind: 'standard',
    scheme: 'srtp',
    confidence: 0.9,
  });
  const plain = Array.from({ length: 12 }, (_, i) => orig(rtp(i, altered(randomBytes(50, random), 0, 0x78))));
  expect(recognise(stunRecogniser, [orig(BINDING), ...plain], udp)?.kind).toBe('cleartext');
});

test('a relay that was asked for before the capture is known by ChannelData alone, and what it carries is looked into', () => {
  const relayed = (inner: Uint8Array) =>
    orig(joined(hex('4001'), Uint8Array.of(inner.length >> 8, inner.length & 255), inner));
  const media = Array.from({ length: 12 }, (_, i) => relayed(rtp(i, randomBytes(50, random))));
  expect(recognise(stunRecogniser, media, udp)).toMatchObject({ service: 'stun', kind: 'standard', scheme: 'srtp' });
  expect(
    recognise(
      stunRecogniser,
      [1, 2, 3].map((i) => relayed(Uint8Array.of(9, i, 9))),
      udp,
    )?.kind,
  ).toBe('cleartext');
  expect(recognise(stunRecogniser, media.slice(0, 2), udp)).toBeUndefined();
  expect(recognise(stunRecogniser, [...media, orig(hex('4001 0009 01'))], udp)).toBeUndefined();
});

test('few payloads say nothing of their cipher', () => {
  const counts = { payloads: 7, firstBytes: 7 } as Parameters<typeof variesLikeCiphertext>[0];
  expect(variesLikeCiphertext(counts)).toBe(false);
  expect(variesLikeCiphertext({ ...counts, payloads: 12, firstBytes: 9 })).toBe(true);
  expect(variesLikeCiphertext({ ...counts, payloads: 12, firstBytes: 8 })).toBe(false);
});

test('a wrong length or cookie is none', () => {
  expect(recognise(stunRecogniser, [orig(altered(BINDING, 3, 4))], udp)).toBeUndefined();
  expect(recognise(stunRecogniser, [orig(altered(altered(BINDING, 5), 23))], udp)).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(stunRecogniser, 'mercury/stun.pcap')).length).toBe(2);
});
test.skipIf(corpora === undefined)('a real relay is recognised', async () => {
  expect((await recognisedIn(stunRecogniser, 'arkime/turn.pcap')).length).toBe(1);
});
