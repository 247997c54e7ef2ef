import { describe, expect, it } from 'vitest';
import { bareKeys, keyExchange } from '../../src/models/exchange-structure.ts';
import { channelFlow } from '../support/channel-flow.ts';

const bare = (id: string) => ({ id, algorithm: 'x25519', from: 'orig' as const, isBare: true, isCertificate: false });
const tried = { 'exchange.key_positions.orig': 1 };

describe('key exchange in the openings of a channel', () => {
  it('counts ML-KEM keys as proved, and says the shape of their messages', () => {
    const found = keyExchange([
      channelFlow(0, { measured: { 'exchange.ml_kem_keys.orig': 1, 'shape.chance_bits': 700 }, shape: 'ml-kem-768' }),
    ]);
    expect(found).toMatchObject({ bits: 10, numbers: { flows: 1, keys: 1 } });
    expect(found?.statement).toBe(
      'carries public keys: 1 coded key, point or ML-KEM key in 1 flow, in messages of a shape like ml-kem-768',
    );
  });

  it('names a shape as what it is like, with what it does not prove', () => {
    const found = keyExchange([
      channelFlow(0),
      channelFlow(1, { shape: 'Noise XX', measured: { 'shape.chance_bits': 22 } }),
    ]);
    expect(found).toMatchObject({ kind: 'key_exchange', bits: 8, numbers: { keys: 0, shape_bits: 22 } });
    expect(found?.statement).toContain('a message shape like Noise XX in 1 flow (chance 2^−22 a flow');
    expect(found?.statement).toContain('no library is proved');
  });

  it('puts many bare keys together, each different one once', () => {
    const flows = (count: number, idOf: (i: number) => string) =>
      Array.from({ length: count }, (_, i) => channelFlow(i, { measured: tried, keys: [bare(idOf(i))] }));
    expect(bareKeys(flows(6, (i) => `key ${i}`))).toMatchObject({ bits: 4, numbers: { bare_keys: 6, tried: 6 } });
    // A constant that happens to pass, in every flow, is one chance in ten.
    expect(bareKeys(flows(60, () => 'the same'))).toBeUndefined();
    const failed = Array.from({ length: 60 }, (_, i) => channelFlow(i, { measured: tried }));
    expect(bareKeys([...failed, ...flows(6, (i) => `key ${i}`)])).toBeUndefined();
  });
});
