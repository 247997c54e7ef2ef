import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flowHash, SHARDS, shardOf } from '../../src/flows/flow-key.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { PacketSource } from '../support/packets.ts';

const source = new PacketSource();
const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6().map((text) => `[${text}]`),
);
const sameFamily = fc.tuple(address, address).filter(([a, b]) => a.startsWith('[') === b.startsWith('['));
const port = fc.integer({ min: 0, max: 65_535 });

describe('the flow hash', () => {
  it('is the same for both directions', () => {
    fc.assert(
      fc.property(sameFamily, port, port, fc.constantFrom(6, 17, 132), ([a, b], p, q, protocol) => {
        const there = flowHash(source.view({ from: `${a}:${p}`, to: `${b}:${q}`, protocol }));
        const back = flowHash(source.view({ from: `${b}:${q}`, to: `${a}:${p}`, protocol }));
        expect(back).toBe(there);
      }),
    );
  });

  it('tells protocols, ports and swapped ports apart', () => {
    const values = [
      { from: '10.0.0.1:1000', to: '10.0.0.2:2000' },
      { from: '10.0.0.1:1000', to: '10.0.0.2:2000', protocol: IpProtocol.udp },
      { from: '10.0.0.1:2000', to: '10.0.0.2:1000' },
      { from: '10.0.0.1:1001', to: '10.0.0.2:2000' },
      { from: '10.0.0.2:1000', to: '10.0.0.3:2000' },
    ].map((packet) => flowHash(source.view(packet)));
    expect(new Set(values).size).toBe(5);
  });

  it('spreads the flows of one phone evenly over shards and buckets', () => {
    const perShard = new Array<number>(SHARDS).fill(0);
    const buckets = new Map<number, number>();
    const flows = 20_000;
    for (let i = 0; i < flows; i++) {
      const to = `142.250.${(i >> 8) & 31}.${i & 255}:443`;
      const hash = flowHash(source.view({ from: `10.0.2.15:${32_768 + (i % 28_000)}`, to }));
      perShard[shardOf(hash)] += 1;
      buckets.set(hash & 0x7fff, (buckets.get(hash & 0x7fff) ?? 0) + 1);
    }
    for (const count of perShard) expect(Math.abs(count - flows / SHARDS)).toBeLessThan(flows / SHARDS / 10);
    // Twenty thousand balls in 32,768 bins: a crowd of ten has odds below one in ten thousand.
    expect(Math.max(...buckets.values())).toBeLessThan(10);
  });

  it('names one of the logical shards for every hash', () => {
    fc.assert(
      fc.property(fc.integer(), (hash) => {
        expect(shardOf(hash)).toBeGreaterThanOrEqual(0);
        expect(shardOf(hash)).toBeLessThan(SHARDS);
      }),
    );
  });
});
