import { createECDH, createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keysToRecord } from '../../src/features/key-record.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';

const record = (bytes: Uint8Array) => keysToRecord(measured(finishedFlow([{ from: 'orig', bytes }])).row.keys);

describe('keys in a flow record', () => {
  it('have the same id in every form: the SHA-256 of the public key', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const der = publicKey.export({ type: 'spki', format: 'der' }) as Buffer;
    const point = der.subarray(-65);
    const id = createHash('sha256').update(point).digest('hex');
    const pem = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }) as string);
    for (const bytes of [der, point, pem]) expect(record(bytes)[0]?.key_id).toBe(id);
  });

  it('say what, where and how unlikely', () => {
    const point = createECDH('secp256k1').generateKeys();
    expect(record(Buffer.concat([Buffer.of(1, 2), point]))[0]).toMatchObject({
      form: 'point',
      algorithm: 'secp256k1',
      from: 'orig',
      offset: 2,
      bytes: 65,
      chance_bits: 246,
    });
  });

  it('show nothing of private keys but that they are there', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const [key] = record(privateKey.export({ type: 'pkcs8', format: 'der' }) as Buffer);
    expect(key).toMatchObject({ form: 'pkcs8', algorithm: 'ed25519', private: true });
    expect(key).not.toHaveProperty('key_id');
  });
});
