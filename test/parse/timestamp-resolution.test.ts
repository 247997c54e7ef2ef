import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimestampResolution } from '../../src/parse/timestamp-resolution.ts';

const MAX_US = BigInt(Number.MAX_SAFE_INTEGER);

function split(ticks: bigint, tsresol?: number, offsetSeconds?: number): { us: number; ns: number } {
  const out = { us: 0, ns: 0 };
  new TimestampResolution(tsresol, offsetSeconds).split(Number(ticks >> 32n), Number(ticks & 0xffffffffn), out);
  return out;
}

/** The same by integers of any size. */
function exact(ticks: bigint, tsresol: number, offsetSeconds: number): { us: number; ns: number } {
  const perSecond = (tsresol & 0x80 ? 2n : 10n) ** BigInt(tsresol & 0x7f);
  const ns = (ticks * 1_000_000_000n) / perSecond;
  const us = ns / 1000n + BigInt(offsetSeconds) * 1_000_000n;
  if (us < 0n) return { us: 0, ns: 0 };
  return us > MAX_US ? { us: Number(MAX_US), ns: 0 } : { us: Number(us), ns: Number(ns % 1000n) };
}

describe('a timestamp resolution', () => {
  it('is microseconds where nothing is said', () => {
    expect(split(1_767_225_600_123_456n)).toEqual({ us: 1_767_225_600_123_456, ns: 0 });
  });

  it('keeps every nanosecond', () => {
    expect(split(1_767_225_600_123_456_789n, 9)).toEqual({ us: 1_767_225_600_123_456, ns: 789 });
  });

  it('reads powers of two', () => {
    expect(split((1_767_225_600n << 10n) | 512n, 0x8a)).toEqual({ us: 1_767_225_600_500_000, ns: 0 });
    expect(split((1_767_225_600n << 32n) | 1n, 0xa0)).toEqual({ us: 1_767_225_600_000_000, ns: 0 });
    expect(split((5n << 31n) | 3n, 0x9f)).toEqual({ us: 5_000_000, ns: 1 });
  });

  it('adds the offset of the interface, and takes a negative one off', () => {
    expect(split(5_000_001n, 6, 10)).toEqual({ us: 15_000_001, ns: 0 });
    expect(split(5_000_000_001n, 9, -2)).toEqual({ us: 3_000_000, ns: 1 });
  });

  it('is exact for every resolution, counter and offset, and stays between 1970 and 2^53 µs', () => {
    const tsresol = fc.oneof(fc.constantFrom(0, 3, 6, 7, 9, 12, 0x80, 0x8a, 0xa0, 0xbf), fc.nat(255));
    const ticks = fc.oneof(
      fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      fc.bigInt({ min: 0n, max: 4_000_000_000_000_000_000n }),
      fc.bigInt({ min: 0n, max: 4_000_000_000_000_000n }),
    );
    const offset = fc.oneof(fc.constant(0), fc.integer());
    fc.assert(
      fc.property(ticks, tsresol, offset, (counter, resolution, seconds) => {
        const { us, ns } = split(counter, resolution, seconds);
        expect(Number.isSafeInteger(us) && us >= 0 && ns >= 0 && ns < 1000).toBe(true);
        const wanted = exact(counter, resolution, seconds);
        // Beyond 2^53 µs before the offset there is nothing to be exact about.
        if ((counter * 1_000_000n) / (resolution & 0x80 ? 2n : 10n) ** BigInt(resolution & 0x7f) <= MAX_US) {
          expect({ us, ns }).toEqual(wanted);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('saturates at offsets that no clock has', () => {
    expect(split(1n, 6, 9e18)).toEqual({ us: Number.MAX_SAFE_INTEGER, ns: 0 });
    expect(split(1n, 9, -9e18)).toEqual({ us: 0, ns: 0 });
  });

  it('has a name for the manifest', () => {
    const labels = [0, 3, 6, 9, 7, 0x8a].map((tsresol) => new TimestampResolution(tsresol).label);
    expect(labels).toEqual(['s', 'ms', 'us', 'ns', '10^-7 s', '2^-10 s']);
  });
});
