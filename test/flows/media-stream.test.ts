import { expect, test } from 'vitest';
import { countMedia, stunInStream } from '../../src/flows/media-stream.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { hex, joined, orig } from '../support/recogniser-runs.ts';

const STUN = hex('0001 0000 2112a442 000102030405060708090a0b');
const rtp = (sequence: number) =>
  joined(hex('80 60'), Uint8Array.of(sequence >> 8, sequence & 255), hex('00000000 00000007 aabb'));
const counted = (...messages: Uint8Array[]) =>
  countMedia(
    finishedFlow(
      messages.map((bytes) => orig(bytes)),
      { protocol: 17 },
    ),
  );

test('datagrams that share a port are told by their first bytes', () => {
  const counts = counted(
    STUN,
    hex('16fefd 00'),
    hex('4000 0004 01020304'),
    hex('81c9 0001 01020304'),
    rtp(1),
    rtp(2),
    rtp(3),
  );
  expect(counts).toMatchObject({ messages: 7, stun: 1, dtls: 1, channelData: 1, rtcp: 1, rtp: 3, srtcp: 0 });
});

test('RTP that does not come in streams does not count', () => {
  expect(counted(rtp(1), rtp(2)).rtp).toBe(0);
  expect(counted(rtp(1), rtp(1), rtp(1)).rtp).toBe(0);
  expect(counted(rtp(1), rtp(5000), rtp(9)).rtp).toBe(0);
});

test('the first bytes of payloads are counted', () => {
  const { payloads, firstBytes } = counted(rtp(1), rtp(2), rtp(3), rtp(4));
  expect([payloads, firstBytes]).toEqual([3, 1]);
});

test('in a stream STUN begins at once or behind a length', () => {
  expect(stunInStream(STUN)).toBe(0);
  expect(stunInStream(joined(hex('0014'), STUN))).toBe(2);
  expect(stunInStream(joined(hex('0015'), STUN))).toBeUndefined();
});

test('datagrams that the prefix no longer holds are not counted', () => {
  const large = (sequence: number) => joined(rtp(sequence), new Uint8Array(1400));
  const counts = counted(...Array.from({ length: 20 }, (_, i) => large(i)));
  expect(counts.messages).toBe(3);
  expect(counts.rtp).toBe(3);
});
