import { createECDH, ECDH, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findBareKeys } from '../../src/features/bare-key.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const raw = (type: 'x25519' | 'ed25519') =>
  (generateKeyPairSync(type as 'x25519').publicKey.export({ type: 'spki', format: 'der' }) as Buffer).subarray(-32);
const find = (bytes: Uint8Array) => findBareKeys(bytes, [{ start: 0, end: bytes.length }]);

describe('bare keys', () => {
  it('of X25519 are found as a message, in a field and behind Signal’s type byte', () => {
    const key = raw('x25519');
    expect(find(key)).toMatchObject({
      tried: 1,
      keys: [{ algorithm: 'x25519', offset: 0, length: 32, chanceBits: 5 }],
    });
    expect(find(Buffer.concat([Buffer.of(0x0a, 0x20), key])).keys[0]).toMatchObject({ algorithm: 'x25519', offset: 2 });
    expect(find(Buffer.concat([Buffer.of(5), key])).keys[0]).toMatchObject({ algorithm: 'x25519', offset: 1 });
  });

  it('of Ed25519 are found in fields, where both tests are paid for', () => {
    let key = raw('ed25519');
    // An Ed25519 key is also an X25519 key once in 32 times.
    while (find(key).keys.length > 0) key = raw('ed25519');
    const [found] = find(Buffer.concat([Buffer.of(0x12, 0x20), key])).keys;
    expect(found).toMatchObject({ algorithm: 'ed25519' });
    expect(found!.chanceBits).toBeCloseTo(Math.log2(32 / 3), 9);
  });

  it('may be compressed points, known again by the uncompressed form', () => {
    const key = createECDH('prime256v1').generateKeys();
    const compressed = ECDH.convertKey(key, 'prime256v1', undefined, undefined, 'compressed') as Buffer;
    const [found] = find(compressed).keys;
    expect(found).toMatchObject({ form: 'compressed_point', algorithm: 'P-256', length: 33, chanceBits: 8 });
    expect(Buffer.from(found!.identity!)).toEqual(key);
  });

  it('are met in random messages as often as theory says', () => {
    const random = randomNumbers(77);
    let found = 0;
    for (let i = 0; i < 2000; i++) found += find(randomBytes(32, random)).keys.length;
    // 62.5 ± 7.8.
    expect(Math.abs(found - 62.5)).toBeLessThan(32);
  });

  it('are not tried in text, zeros or short messages', () => {
    expect(find(Buffer.from('abcdefghijklmnopqrstuvwxyz012345')).tried).toBe(0);
    expect(find(new Uint8Array(32)).tried).toBe(0);
    expect(find(raw('x25519').subarray(0, 31)).tried).toBe(0);
  });
});
