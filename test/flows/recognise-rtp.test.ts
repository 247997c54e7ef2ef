import { expect, test } from 'vitest';
import { rtpRecogniser } from '../../src/flows/recognise-rtp.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { corpora, hex, joined, orig, recognise, recognisedIn } from '../support/recogniser-runs.ts';

const random = randomNumbers(41);
const udp = { protocol: 17 };
const packet = (sequence: number, payload: Uint8Array, type = 0, source = 0x0a0b0c0d) => {
  const header = hex('80 00 0000 00000001 00000000');
  const view = new DataView(header.buffer);
  view.setUint8(1, type);
  view.setUint16(2, sequence);
  view.setUint32(8, source);
  return joined(header, payload);
};
const stream = (count: number, type: number, bytes: number, first?: number) =>
  Array.from({ length: count }, (_, i) => {
    const payload = randomBytes(bytes, random);
    if (first !== undefined) payload[0] = first;
    return orig(packet(100 + i, payload, type));
  });

test('three packets of one source that count are RTP', () => {
  expect(recognise(rtpRecogniser, stream(3, 96, 40), udp)).toMatchObject({ service: 'rtp', kind: 'cleartext' });
  expect(recognise(rtpRecogniser, stream(2, 96, 40), udp)).toBeUndefined();
});

test('packets that stand still, jump, or come from many sources are not', () => {
  const payload = randomBytes(40, random);
  expect(
    recognise(
      rtpRecogniser,
      [1, 1, 1, 1].map((n) => orig(packet(n, payload))),
      udp,
    ),
  ).toBeUndefined();
  expect(
    recognise(
      rtpRecogniser,
      [1, 900, 5000, 30_000].map((n) => orig(packet(n, payload))),
      udp,
    ),
  ).toBeUndefined();
  expect(
    recognise(
      rtpRecogniser,
      [1, 2, 3, 4].map((n) => orig(packet(n, payload, 0, n))),
      udp,
    ),
  ).toBeUndefined();
});

test('whole frames of unencrypted audio stay RTP: SRTP would have added a tag', () => {
  expect(recognise(rtpRecogniser, stream(12, 0, 160), udp)?.service).toBe('rtp');
  expect(recognise(rtpRecogniser, stream(12, 0, 170), udp)?.service).toBe('srtp');
});

test('a codec that begins its payloads alike stays RTP', () => {
  expect(recognise(rtpRecogniser, stream(12, 111, 60, 0x78), udp)?.service).toBe('rtp');
  expect(recognise(rtpRecogniser, stream(12, 111, 60), udp)).toMatchObject({ service: 'srtp', confidence: 0.5 });
});

test('control packets show the cipher: chained ones are RTCP, those with an index behind them SRTCP', () => {
  const report = hex('80 c9 0001 0a0b0c0d');
  const bye = hex('81 cb 0001 0a0b0c0d');
  const plain = [...stream(3, 96, 60), orig(joined(report, bye))];
  expect(recognise(rtpRecogniser, plain, udp)?.service).toBe('rtp');
  const sealed = joined(hex('80 c8 0006 0a0b0c0d'), randomBytes(24, random), hex('80000001'), randomBytes(10, random));
  expect(recognise(rtpRecogniser, [...stream(3, 96, 60), orig(sealed)], udp)).toMatchObject({
    service: 'srtp',
    kind: 'standard',
  });
});

test('over TCP each packet stands behind its length', () => {
  const framed = joined(
    ...stream(3, 96, 40).map(({ bytes }) => joined(Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes)),
  );
  expect(recognise(rtpRecogniser, [orig(framed)], { protocol: 6 })?.service).toBe('rtp');
  expect(recognise(rtpRecogniser, [orig(framed.subarray(1))], { protocol: 6 })).toBeUndefined();
});

test.skipIf(corpora === undefined)('real calls are recognised', async () => {
  expect((await recognisedIn(rtpRecogniser, 'ndpi/skinny.pcap')).length).toBe(5);
});
