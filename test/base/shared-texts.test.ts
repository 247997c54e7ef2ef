import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { SharedTexts } from '../../src/base/shared-texts.ts';

/** Bytes that the heap holds more after `make`, whose value is kept. */
function heldBytes(make: () => object): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const kept = make();
  collect();
  const held = process.memoryUsage().heapUsed - before;
  return kept === undefined ? 0 : held;
}

const record = (number: number) => ({
  id: `record ${number}`,
  gaps: [['nothing', 'was', 'collected'].join(' ').repeat(20), `${'so'.repeat(200)} it is`],
  inner: { reason: 'no log was given'.repeat(20), bits: number, absent: undefined, none: null },
});

describe('SharedTexts', () => {
  it('changes nothing that a record says', () => {
    const texts = new SharedTexts();
    for (let i = 0; i < 10_000; i++) {
      const same = record(i);
      expect(texts.in(same)).toBe(same);
      if (i % 1000 === 0) expect(same).toEqual(record(i));
    }
  });

  it('holds a text once that many records say', () => {
    const count = 4000;
    const texts = new SharedTexts();
    const apart = heldBytes(() => Array.from({ length: count }, (_, i) => record(i)));
    const shared = heldBytes(() => Array.from({ length: count }, (_, i) => texts.in(record(i))));
    // Three texts of 320 bytes or more each; some of them the engine shares itself.
    expect(apart - shared).toBeGreaterThan(count * 320);
  });
});
