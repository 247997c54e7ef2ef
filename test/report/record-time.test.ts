import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rfc3339 } from '../../src/base/rfc3339.ts';
import { recordTimeUs } from '../../src/report/record-time.ts';

test('reads back what rfc3339() wrote, microseconds and all, with or without nanoseconds', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 51), fc.nat(999), (us, ns) => {
      expect(recordTimeUs(rfc3339(us))).toBe(us);
      expect(recordTimeUs(rfc3339(us, ns))).toBe(us);
    }),
  );
});

test('anything else is no time', () => {
  for (const text of [undefined, '', 'yesterday', '2026-13-01']) expect(recordTimeUs(text)).toBeUndefined();
  expect(recordTimeUs('2026-01-09T00:00:00Z')).toBe(Date.UTC(2026, 0, 9) * 1000);
});
