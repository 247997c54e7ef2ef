import { describe, expect, it } from 'vitest';
import { ZstdFrames } from '../../src/parse/zstd-frames.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
// RFC 8878 §3.1.1: magic, descriptor, then what the descriptor says, then blocks: last | type << 1 | size << 3.
const RAW = bytes('28b52ffd 00 58 190000 616263');
const SINGLE_CHECKED = bytes('28b52ffd 24 03 190000 616263 99e9d851');
const RLE = bytes('28b52ffd 00 58 02ff00 61 0b0000 62');
const DICTIONARY = bytes('28b52ffd 43 58 01020304 0001 010000');
const SKIPPED = bytes('5a2a4d18 05000000 0102030405');

/** Lengths of the frames that are seen when so many bytes come at once, and whether the last is whole. */
function framesOf(stream: Uint8Array, size: number) {
  const frames = new ZstdFrames();
  const lengths = [0];
  for (let at = 0; at < stream.length; ) {
    const end = at + frames.take(stream.subarray(at, at + size));
    lengths[lengths.length - 1] = (lengths[lengths.length - 1] as number) + end - at;
    if (frames.isBetween) lengths.push(0);
    at = end;
  }
  return { lengths: lengths.filter((length) => length > 0), isWhole: frames.isBetween };
}

describe('frames of zstd', () => {
  const all = [RAW, SKIPPED, SINGLE_CHECKED, RLE, DICTIONARY, RAW];
  const stream = Uint8Array.from(all.flatMap((frame) => [...frame]));

  it.each([1, 2, 3, 5, 1000])('are told apart, %i bytes at a time', (size) => {
    expect(framesOf(stream, size)).toEqual({ lengths: all.map(({ length }) => length), isWhole: true });
  });

  it('are whole at their ends and nowhere else', () => {
    for (const frame of all)
      for (let cut = 1; cut < frame.length; cut++)
        expect([cut, framesOf(frame.subarray(0, cut), 1000).isWhole]).toEqual([cut, false]);
  });

  it('what is no frame, and a block of no type, run to the end', () => {
    for (const hex of ['d4c3b2a1 02000400 00', '28b52ffd 00 58 070000 00'])
      expect(framesOf(Uint8Array.from([...bytes(hex), ...RAW]), 3)).toMatchObject({
        isWhole: false,
        lengths: [expect.any(Number)],
      });
  });

  it('a frame to skip may be longer than all that follows', () => {
    expect(framesOf(bytes('502a4d18 ffffffff 00112233'), 4).isWhole).toBe(false);
    expect(framesOf(bytes('502a4d18 00000000'), 4)).toEqual({ lengths: [8], isWhole: true });
  });
});
