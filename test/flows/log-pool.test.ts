import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogPool, type LogView, NO_LOG } from '../../src/flows/log-pool.ts';

interface Entry {
  timeUs: number;
  bytes: number;
  fromOriginator: boolean;
  at: number;
}

interface Chain {
  first: number;
  last: number;
  entries: Entry[];
}

const empty = (): Chain => ({ first: NO_LOG, last: NO_LOG, entries: [] });

function append(pool: LogPool, chain: Chain, entry: Entry): boolean {
  const { timeUs, bytes, fromOriginator, at } = entry;
  const last = pool.append(chain.last, chain.entries.length, timeUs, bytes, fromOriginator, at);
  if (last === NO_LOG) return false;
  if (chain.entries.length === 0) chain.first = last;
  chain.last = last;
  chain.entries.push(entry);
  return true;
}

function read(pool: LogPool, chain: Chain): Entry[] {
  const n = chain.entries.length;
  const view: LogView = {
    count: 0,
    timeUs: new Float64Array(n),
    bytes: new Uint32Array(n),
    fromOriginator: new Uint8Array(n),
    at: new Uint32Array(n),
  };
  pool.read(chain.first, n, view);
  expect(view.count).toBe(n);
  return Array.from({ length: n }, (_, i) => ({
    timeUs: view.timeUs[i],
    bytes: view.bytes[i],
    fromOriginator: view.fromOriginator[i] === 1,
    at: view.at[i],
  }));
}

const entry = fc.record({
  timeUs: fc.nat(2 ** 31 - 1),
  bytes: fc.nat(0xffff),
  fromOriginator: fc.boolean(),
  at: fc.integer({ min: 0, max: 0x7fffffff }),
});

describe('the log pool', () => {
  it('gives back what any number of interleaved, released and reused chains were given', () => {
    const action = fc.record({ chain: fc.nat(3), release: fc.integer({ min: 0, max: 9 }), entry });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const pool = new LogPool();
        const chains = [empty(), empty(), empty(), empty()];
        for (const { chain, release, entry: added } of actions) {
          if (release === 0) {
            pool.release(chains[chain].first, chains[chain].last);
            chains[chain] = empty();
          } else append(pool, chains[chain], added);
        }
        for (const chain of chains) expect(read(pool, chain)).toEqual(chain.entries);
      }),
    );
  });

  it('adds bytes to the last entry, up to what the column can say', () => {
    const pool = new LogPool();
    const chain = empty();
    for (let i = 0; i < 9; i++) append(pool, chain, { timeUs: i, bytes: 10, fromOriginator: true, at: i });
    pool.extendLast(chain.last, 9, 5);
    expect(read(pool, chain).map(({ bytes }) => bytes)).toEqual([10, 10, 10, 10, 10, 10, 10, 10, 15]);
    for (let i = 0; i < 3; i++) pool.extendLast(chain.last, 9, 0x7fffffff);
    expect(read(pool, chain)[8].bytes).toBe(0xffffffff);
  });

  it('grows past its first columns', () => {
    const pool = new LogPool();
    const chains = Array.from({ length: 1500 }, empty);
    for (let i = 0; i < 9; i++) {
      for (const [n, chain] of chains.entries())
        append(pool, chain, { timeUs: n, bytes: i, fromOriginator: n % 2 === 0, at: n });
    }
    for (const chain of chains) expect(read(pool, chain)).toEqual(chain.entries);
  });

  it('takes back every block of every chain', () => {
    const pool = new LogPool(9);
    const some = { timeUs: 1, bytes: 1, fromOriginator: false, at: 0 };
    for (let round = 0; round < 10; round++) {
      const chains = [empty(), empty(), empty()];
      // Three blocks each.
      for (const chain of chains) for (let i = 0; i < 9; i++) expect(append(pool, chain, some)).toBe(true);
      for (const { first, last } of chains) pool.release(first, last);
    }
    expect(pool.refused).toBe(0);
  });

  it('refuses and counts entries beyond its bound, and takes them again after a release', () => {
    const pool = new LogPool(2);
    const chains = [empty(), empty(), empty()];
    const some = { timeUs: 1, bytes: 1, fromOriginator: false, at: 0 };
    expect(chains.map((chain) => append(pool, chain, some))).toEqual([true, true, false]);
    expect(pool.refused).toBe(1);
    // Room within a block is still room.
    expect(append(pool, chains[0], some)).toBe(true);
    pool.release(chains[1].first, chains[1].last);
    expect(append(pool, chains[2], some)).toBe(true);
    expect(read(pool, chains[0])).toHaveLength(2);
  });

  it('forgets all chains when it is cleared, and starts anew', () => {
    const pool = new LogPool(1);
    const some = { timeUs: 1, bytes: 1, fromOriginator: false, at: 0 };
    for (let round = 0; round < 3; round++) {
      const chain = empty();
      expect(append(pool, chain, some)).toBe(true);
      expect(read(pool, chain)).toEqual([some]);
      pool.clear();
    }
    expect(pool.refused).toBe(0);
  });
});
