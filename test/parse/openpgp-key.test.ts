import { createECDH, randomBytes as systemBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openPgpKeyAt } from '../../src/parse/openpgp-key.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

function integer(bytes: Uint8Array): Buffer {
  const bits = bytes.length * 8 - Math.clz32(bytes[0]!) + 24;
  return Buffer.concat([Buffer.of(bits >> 8, bits & 255), bytes]);
}

function packet(algorithm: number, fields: Buffer, tag = 0x99, created = 1_700_000_000): Buffer {
  const body = Buffer.concat([Buffer.of(4), Buffer.alloc(4), Buffer.of(algorithm), fields]);
  body.writeUInt32BE(created, 1);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length);
  return Buffer.concat([Buffer.of(tag), length, body]);
}

const modulus = Buffer.from(systemBytes(256));
modulus[0]! |= 0x80;
const rsa = packet(1, Buffer.concat([integer(modulus), integer(Buffer.of(1, 0, 1))]));
const point = createECDH('prime256v1').generateKeys();
const oid = Buffer.from('082a8648ce3d030107', 'hex');

describe('OpenPGP key packets', () => {
  it('are read when their fields fill them', () => {
    expect(openPgpKeyAt(rsa, 0)).toMatchObject({ algorithm: 'rsa-2048', length: rsa.length, isPrivate: false });
    expect(openPgpKeyAt(packet(19, Buffer.concat([oid, integer(point)])), 0)).toMatchObject({ algorithm: 'ecdsa' });
    const ecdh = packet(18, Buffer.concat([oid, integer(point), Buffer.of(3, 1, 8, 7)]));
    expect(openPgpKeyAt(ecdh, 0)).toMatchObject({ algorithm: 'ecdh' });
    expect(openPgpKeyAt(packet(27, systemBytes(32)), 0)).toMatchObject({ algorithm: 'ed25519' });
    const secret = packet(
      1,
      Buffer.concat([integer(modulus), integer(Buffer.of(3)), Buffer.of(0), systemBytes(64)]),
      0x95,
    );
    expect(openPgpKeyAt(secret, 0)).toMatchObject({ isPrivate: true });
  });

  it('are refused when a length, the time or the algorithm does not hold', () => {
    expect(openPgpKeyAt(rsa.subarray(0, rsa.length - 1), 0)).toBeUndefined();
    expect(
      openPgpKeyAt(packet(1, Buffer.concat([integer(modulus), integer(Buffer.of(3)), Buffer.of(9)])), 0),
    ).toBeUndefined();
    expect(openPgpKeyAt(packet(27, systemBytes(32), 0x99, 5), 0)).toBeUndefined();
    expect(openPgpKeyAt(packet(77, systemBytes(32)), 0)).toBeUndefined();
    expect(openPgpKeyAt(new Uint8Array(0), 0)).toBeUndefined();
  });

  it('are not seen in random bytes that begin like one', () => {
    const random = randomNumbers(3);
    for (let i = 0; i < 5000; i++) {
      const bytes = randomBytes(200, random);
      bytes.set([0x98, 190, 4]);
      expect(openPgpKeyAt(bytes, 0)).toBeUndefined();
    }
  });
});
