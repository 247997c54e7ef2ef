import { describe, expect, it } from 'vitest';
import { countName, MAX_NAMES, OTHERS } from '../../src/base/bounded-count.ts';

describe('counts by name', () => {
  it('count each name for itself', () => {
    const counts = new Map<string, number>();
    for (const name of ['ARP', 'LLC', 'ARP']) countName(counts, name);
    expect([...counts]).toEqual([
      ['ARP', 2],
      ['LLC', 1],
    ]);
  });

  it('stay bounded however many names there are, and lose no count', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 10_000; i++) countName(counts, `block type ${i}`);
    countName(counts, 'block type 5');
    expect(counts.size).toBe(MAX_NAMES + 1);
    expect(counts.get('block type 5')).toBe(2);
    expect(counts.get(OTHERS)).toBe(10_000 - MAX_NAMES);
    expect([...counts.values()].reduce((sum, count) => sum + count)).toBe(10_001);
  });
});
