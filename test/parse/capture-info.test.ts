import { describe, expect, it, test } from 'vitest';
import { CaptureInfo, passedDamage } from '../../src/parse/capture-info.ts';

describe('what a capture says about itself', () => {
  it('counts what was skipped by name', () => {
    const info = new CaptureInfo();
    info.count('block type 0x80000001');
    info.count('block type 0x80000001');
    expect([...info.skipped]).toEqual([['block type 0x80000001', 2]]);
  });

  it('keeps a bounded number of names, however many kinds of blocks a file makes up', () => {
    const info = new CaptureInfo();
    for (let i = 0; i < 5000; i++) info.count(`block type ${i}`);
    expect(info.skipped.size).toBeLessThan(300);
    expect([...info.skipped.values()].reduce((sum, count) => sum + count)).toBe(5000);
  });
});

test('damage that was read past is told by the first, with how many more there are', () => {
  const first = { kind: 'malformed', reason: 'a gap', offset: 7 } as const;
  expect(passedDamage(undefined, 0)).toBeUndefined();
  expect(passedDamage(first, 1)).toEqual({ ...first, isPassed: true });
  expect(passedDamage(first, 3)?.reason).toBe('a gap (and 2 more)');
});
