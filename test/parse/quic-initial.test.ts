import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openQuicInitial } from '../../src/parse/quic-initial.ts';
import { readQuicLongHeader } from '../../src/parse/quic-long-header.ts';
import { cryptoFrame, initialKeys, initialPacket } from '../support/quic-packets.ts';

const keys = initialKeys();
const frames = cryptoFrame(0, Uint8Array.from([1, 2, 3]));
const packet = initialPacket({ keys: keys.client, frames, padTo: 1200, packetNumber: 0x0102 });
const open = (bytes: Uint8Array, with_ = keys.client) => {
  const header = readQuicLongHeader(bytes);
  if (!header.ok || header.value.packetNumberOffset === undefined || header.value.end === undefined) return undefined;
  return openQuicInitial(bytes, 0, header.value.packetNumberOffset, header.value.end, with_);
};

test('a packet opens with the keys of its side', () => {
  expect(open(packet)?.subarray(0, frames.length)).toEqual(Buffer.from(frames));
  expect(open(packet, keys.server)).toBeUndefined();
});

test.each([1, 2, 3, 4])('a packet number may take %i bytes', (numberBytes) => {
  const numbered = initialPacket({ keys: keys.client, frames, padTo: 1200, packetNumber: 5, numberBytes });
  expect(open(numbered)?.subarray(0, frames.length)).toEqual(Buffer.from(frames));
});

test('a bit that was turned anywhere keeps it closed', () => {
  for (let at = 0; at < packet.length; at += 7) {
    const damaged = Uint8Array.from(packet);
    damaged[at] ^= 0x10;
    expect(open(damaged)).toBeUndefined();
  }
});

test('lengths that leave no room for a sample, or leave the bytes, are refused', () => {
  expect(openQuicInitial(packet, 0, 18, 30, keys.client)).toBeUndefined();
  expect(openQuicInitial(packet, 0, 18, 1300, keys.client)).toBeUndefined();
  expect(openQuicInitial(packet, 18, 18, 1200, keys.client)).toBeUndefined();
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(60), fc.nat(130), (bytes, numberAt, end) => {
      expect(openQuicInitial(bytes, 0, numberAt, end, keys.client)?.length ?? 0).toBe(0);
    }),
  );
});
