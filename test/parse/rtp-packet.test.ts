import { expect, test } from 'vitest';
import { rtcpKind, rtpPayloadOffset, rtpPayloadType, rtpSequence, rtpSource } from '../../src/parse/rtp-packet.ts';
import { altered, hex, joined } from '../support/recogniser-runs.ts';

const PACKET = hex('80 e0 1234 00000001 0a0b0c0d aabbccdd');
const offset = (bytes: Uint8Array) => rtpPayloadOffset(bytes, 0, bytes.length);
const kind = (bytes: Uint8Array) => rtcpKind(bytes, 0, bytes.length);

test('a header is read', () => {
  expect([offset(PACKET), rtpPayloadType(PACKET, 0), rtpSequence(PACKET, 0), rtpSource(PACKET, 0)]).toEqual([
    12, 0x60, 0x1234, 0x0a0b0c0d,
  ]);
});

test('sources and an extension move the payload', () => {
  expect(offset(altered(PACKET, 0, 0x81))).toBe(16);
  const extended = joined(altered(PACKET, 0, 0x90).subarray(0, 12), hex('bede 0001 01020304 ff'));
  expect(offset(extended)).toBe(20);
  expect(offset(extended.subarray(0, 14))).toBeUndefined();
});

test('another version, or a type of RTCP, is no RTP', () => {
  expect(offset(altered(PACKET, 0, 0x40))).toBeUndefined();
  expect(offset(altered(PACKET, 1, 0xc8))).toBeUndefined();
});

test('RTCP chains to the last byte, SRTCP ends in an index and a tag', () => {
  const report = hex('80c9 0001 0a0b0c0d');
  expect(kind(joined(report, report))).toBe('rtcp');
  expect(kind(joined(report, hex('00')))).toBeUndefined();
  const sealed = joined(
    hex('80c8 0006 0a0b0c0d'),
    new Uint8Array(20).fill(7),
    hex('80000001'),
    new Uint8Array(10).fill(8),
  );
  expect(kind(sealed)).toBe('srtcp');
  expect(kind(altered(sealed, 28, 0))).toBeUndefined();
});
