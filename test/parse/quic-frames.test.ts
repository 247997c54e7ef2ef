import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OffsetStream } from '../../src/parse/offset-stream.ts';
import { readQuicFrames } from '../../src/parse/quic-frames.ts';
import { cryptoFrame } from '../support/quic-packets.ts';

const read = (frames: number[], isGoogle = false) => {
  const crypto = new OffsetStream();
  const ok = readQuicFrames(Uint8Array.from(frames), isGoogle, crypto);
  return { ok, bytes: [...crypto.contiguous] };
};

test('CRYPTO frames are gathered from between padding, pings, acknowledgments and a close', () => {
  const frames = [
    ...[0, 0, 1],
    ...cryptoFrame(2, Uint8Array.of(7, 8)),
    ...[2, 5, 0, 1, 0, 1, 2],
    ...[3, 5, 0, 0, 0, 9, 9, 9],
    ...cryptoFrame(0, Uint8Array.of(5, 6)),
    ...[0x1c, 0x40, 0x0a, 0, 2, 65, 66],
    0,
  ];
  expect(read(frames)).toEqual({ ok: true, bytes: [5, 6, 7, 8] });
});

test('gQUIC numbers CRYPTO otherwise', () => {
  expect(read([...cryptoFrame(0, Uint8Array.of(1), 8)], true)).toEqual({ ok: true, bytes: [1] });
  expect(read([...cryptoFrame(0, Uint8Array.of(1), 8)]).ok).toBe(false);
});

test('frames that an Initial cannot hold, and absurd lengths, end the reading', () => {
  expect(read([0x08, 0]).ok).toBe(false);
  expect(read([6, 0, 50, 1]).ok).toBe(false);
  expect(read([2, 0, 0, 0x7f, 0xff, 0]).ok).toBe(false);
  expect(read([6, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 1])).toEqual({ ok: true, bytes: [] });
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(255), { maxLength: 80 }), fc.boolean(), (bytes, google) => void read(bytes, google)),
  );
});
