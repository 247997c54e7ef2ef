import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PREFIX_BYTES } from '../../src/flows/finished-flow.ts';
import { NO_BLOCK, PrefixPool } from '../../src/flows/prefix-pool.ts';

describe('the prefix pool', () => {
  it('has a class for every length a prefix can have', () => {
    const pool = new PrefixPool();
    for (let bytes = 1; bytes <= PREFIX_BYTES; bytes++) {
      const sizeClass = pool.classFor(bytes);
      expect(pool.capacity(sizeClass)).toBeGreaterThanOrEqual(bytes);
      if (sizeClass > 0) expect(pool.capacity(sizeClass - 1)).toBeLessThan(bytes);
    }
  });

  it('keeps the bytes of prefixes that grow, end and are reused apart', () => {
    const action = fc.record({
      prefix: fc.nat(5),
      release: fc.integer({ min: 0, max: 7 }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 700 }),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const pool = new PrefixPool();
        const prefixes = Array.from({ length: 6 }, () => ({ block: NO_BLOCK, sizeClass: 0, bytes: [] as number[] }));
        for (const { prefix: at, release, bytes } of actions) {
          const prefix = prefixes[at];
          const length = prefix.bytes.length + bytes.length;
          if (release === 0 || length > PREFIX_BYTES) {
            if (prefix.block !== NO_BLOCK) pool.release(prefix.block, prefix.sizeClass);
            prefixes[at] = { block: NO_BLOCK, sizeClass: 0, bytes: [] };
            continue;
          }
          const sizeClass = pool.classFor(length);
          if (prefix.block === NO_BLOCK) prefix.block = pool.allocate(sizeClass);
          else if (sizeClass !== prefix.sizeClass)
            prefix.block = pool.move(prefix.block, prefix.sizeClass, sizeClass, prefix.bytes.length);
          prefix.sizeClass = sizeClass;
          pool.write(prefix.block, prefix.bytes.length, bytes, 0, bytes.length);
          prefix.bytes.push(...bytes);
        }
        for (const { block, bytes } of prefixes) expect([...pool.view(block, bytes.length)]).toEqual(bytes);
      }),
      { numRuns: 50 },
    );
  });

  it('takes a slab a size for few prefixes, and memory of its own for many', () => {
    const pool = new PrefixPool();
    const memory = (sizeClass: number) => pool.view(pool.allocate(sizeClass), 1).buffer.byteLength;
    for (const sizeClass of [0, 1, 2, 3]) expect(memory(sizeClass)).toBe(1 << 20);
    const large = Array.from({ length: 256 }, () => memory(3));
    expect(large.at(0)).toBe(1 << 20);
    expect(large.at(-1)).toBeGreaterThan(32 << 20);
  });

  it('fills a slab with blocks that do not overlap and goes on in the next', () => {
    const pool = new PrefixPool();
    const largest = pool.classFor(PREFIX_BYTES);
    const blocks = Array.from({ length: 300 }, () => pool.allocate(largest));
    expect(new Set(blocks).size).toBe(300);
    for (const [i, block] of blocks.entries())
      pool.write(block, 0, new Uint8Array(PREFIX_BYTES).fill(i & 255), 0, PREFIX_BYTES);
    blocks.forEach((block, i) => {
      const view = pool.view(block, PREFIX_BYTES);
      expect(view[0]).toBe(i & 255);
      expect(view[PREFIX_BYTES - 1]).toBe(i & 255);
    });
  });

  it('refuses and counts blocks beyond its bound, keeps what was there, and reuses what is given back', () => {
    const pool = new PrefixPool(1);
    const blocks: number[] = [];
    for (let block = pool.allocate(3); block !== NO_BLOCK; block = pool.allocate(3)) blocks.push(block);
    expect(blocks).toHaveLength(256);
    expect(pool.refused).toBe(1);
    expect(pool.allocate(0)).toBe(NO_BLOCK);
    pool.write(blocks[9], 0, Uint8Array.of(1, 2, 3), 0, 3);
    expect(pool.move(blocks[9], 3, 2, 3)).toBe(NO_BLOCK);
    expect([...pool.view(blocks[9], 3)]).toEqual([1, 2, 3]);
    pool.release(blocks[4], 3);
    expect(pool.allocate(3)).toBe(blocks[4]);
  });

  it('takes back the block that a prefix outgrew', () => {
    const pool = new PrefixPool();
    for (let i = 0; i < 1000; i++) {
      const small = pool.allocate(0);
      expect(small).toBe(0);
      const larger = pool.move(small, 0, 3, 10);
      pool.release(larger, 3);
    }
  });

  it('shows nothing for a flow without payload', () => {
    expect(new PrefixPool().view(NO_BLOCK, 0)).toHaveLength(0);
  });

  it('keeps slabs apart that were cut from one memory, and gives all of it back', () => {
    const pool = new PrefixPool(40);
    const blocks: number[] = [];
    for (let block = pool.allocate(3); block !== NO_BLOCK; block = pool.allocate(3)) {
      pool.write(block, 0, Uint8Array.of(blocks.length, blocks.length >> 8), 0, 2);
      blocks.push(block);
    }
    expect(blocks).toHaveLength(40 * 256);
    const views = blocks.map((block) => pool.view(block, 2));
    expect(views.every(([low, high], i) => low + (high << 8) === i)).toBe(true);
    pool.clear();
    expect(views.every(({ length }) => length === 0)).toBe(true);
  });

  it('forgets all blocks when it is cleared, and gives its memory back', () => {
    const pool = new PrefixPool(1);
    for (let round = 0; round < 3; round++) {
      const block = pool.allocate(3);
      expect(block).toBe(0);
      const view = pool.view(block, 16);
      pool.clear();
      expect(view.length).toBe(0);
    }
    expect(pool.refused).toBe(0);
  });
});
