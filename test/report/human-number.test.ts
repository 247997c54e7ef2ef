import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bitsText,
  counted,
  countWord,
  groupedCounts,
  humanBytes,
  humanCount,
  humanDuration,
  humanShare,
} from '../../src/report/human-number.ts';

test('bytes have two or three figures and a decimal unit', () => {
  const shown = [0, 999, 1000, 1234, 99_949, 99_950, 999_499, 999_500, 1.2e6, 31_204_511, 3.1e11, 5e18].map(humanBytes);
  expect(shown).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '1.2 kB',
    '99.9 kB',
    '100 kB',
    '999 kB',
    '1.0 MB',
    '1.2 MB',
    '31.2 MB',
    '310 GB',
    '5.0 EB',
  ]);
});

test('no number of bytes needs more than eight cells', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (bytes) => humanBytes(bytes).length <= 8),
  );
});

test('counts are grouped in threes', () => {
  expect([0, 7, 999, 1000, 1_234_567].map(humanCount)).toEqual(['0', '7', '999', '1,000', '1,234,567']);
});

test('one of a thing is singular', () => {
  expect([counted(1, 'flow'), counted(2, 'flow'), counted(0, 'flow')]).toEqual(['1 flow', '2 flows', '0 flows']);
});

test('a share never rounds to nothing or to everything', () => {
  expect([humanShare(1, 1e6), humanShare(999_999, 1e6), humanShare(0, 5), humanShare(5, 5)]).toEqual([
    '<0.1 %',
    '>99.9 %',
    '0 %',
    '100 %',
  ]);
  expect([humanShare(9995, 10_000), humanShare(5, 10_000)]).toEqual(['>99.9 %', '<0.1 %']);
  expect([humanShare(992, 1000), humanShare(1, 3), humanShare(2, 100)]).toEqual(['99.2 %', '33 %', '2 %']);
});

test('a share of nothing is unknown', () => {
  expect(humanShare(0, 0)).toBeUndefined();
});

test('durations use the largest two units that matter', () => {
  const shown = [480, 45_000, 3_100_000, 59.96e6, 12 * 60e6, 86_340e6, 86_400e6, 4 * 86_400e6 + 3 * 3600e6].map(
    humanDuration,
  );
  expect(shown).toEqual(['480 µs', '45 ms', '3.1 s', '1 min', '12 min', '23 h 59 min', '24 h', '4 d 3 h']);
});

test('long durations set their thousands apart', () => {
  expect([humanDuration(2132 * 86_400e6 + 21 * 3600e6), humanDuration(24_837 * 86_400e6)]).toEqual([
    '2,132 d 21 h',
    '24,837 d',
  ]);
});

test('counts in a sentence are set apart, and numbers that name something are not', () => {
  const shown = [
    'of 12 flows in the channel (12358 payload bytes measured)',
    '1046 of 5500 flows; at least 2353 bits',
    'play.game.example:40123 over tcp in 2 flows, UID 10105, frames 12345, 12346, stream offsets 0 to 20480',
    '2026-11-26T12:07:22.934000Z 2 calls, 0.12345 bits, [::1]:12345 2 flows, sha256-1234 bytes, lines 1000-2000 bytes',
    'at 10105 with 3 flows',
  ].map(groupedCounts);
  expect(shown).toEqual([
    'of 12 flows in the channel (12,358 payload bytes measured)',
    '1,046 of 5,500 flows; at least 2,353 bits',
    'play.game.example:40123 over tcp in 2 flows, UID 10105, frames 12345, 12346, stream offsets 0 to 20480',
    '2026-11-26T12:07:22.934000Z 2 calls, 0.12345 bits, [::1]:12345 2 flows, sha256-1234 bytes, lines 1000-2000 bytes',
    'at 10105 with 3 flows',
  ]);
});

test('a sentence begins with a word up to nine', () => {
  expect([countWord(0), countWord(1), countWord(9), countWord(1200)]).toEqual(['No', 'One', 'Nine', '1,200']);
});

test('one bit is one bit', () => {
  expect([0, 1, 1.04, 1.5, 21].map(bitsText)).toEqual(['0 bits', '1 bit', '1 bit', '1.5 bits', '21 bits']);
});
