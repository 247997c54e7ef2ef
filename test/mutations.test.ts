// Each detector must lose its evidence when its cause is taken away: what is left over would be a habit, not a detection.

import { createCipheriv, createECDH, ECDH, generateKeyPairSync } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { describe, expect, it } from 'vitest';
import { judgeEncryption } from '../src/models/encryption-class.ts';
import { finishedFlow, type SentMessage } from './support/finished-flow.ts';
import { type Measured, measured } from './support/measured.ts';
import { randomBytes, randomNumbers } from './support/random-bytes.ts';

const random = randomNumbers(404);
const key = Buffer.from(randomBytes(16, random));
const telemetry = (rows: number) =>
  Buffer.from(
    JSON.stringify(Array.from({ length: rows }, () => ({ id: Math.floor(random() * 1e9), event: 'opened' }))),
  );
const sealed = (plain: Uint8Array) =>
  createCipheriv('aes-128-ctr', key, Buffer.from(randomBytes(16, random))).update(plain);
const orig = (bytes: Uint8Array): SentMessage => ({ from: 'orig', bytes });
const flip = (bytes: Uint8Array, bit: number) => {
  const damaged = Buffer.from(bytes);
  damaged[bit >> 3]! ^= 1 << (bit & 7);
  return damaged;
};
const classOf = (messages: SentMessage[]) => {
  const flow = finishedFlow(messages);
  return judgeEncryption(flow, undefined, measured(flow).row).class;
};
const open = (first: Uint8Array): Measured => measured(finishedFlow([orig(first)]));

describe('with its cause taken away, the evidence is gone:', () => {
  it('encryption of a body', () => {
    const plain = telemetry(30);
    expect(classOf([orig(sealed(plain))])).toBe('custom');
    expect(classOf([orig(plain)])).toBe('cleartext');
    for (const compress of [gzipSync, deflateSync]) {
      expect(classOf([orig(sealed(compress(plain)))])).toBe('custom');
      expect(classOf([orig(compress(plain))])).toBe('compressed');
    }
  });

  it('uniform bytes inside frames', () => {
    const framed = (body: () => Uint8Array) =>
      Array.from({ length: 6 }, () => {
        const bytes = body();
        const header = Buffer.alloc(8);
        header.writeUInt32BE(0xcafe);
        header.writeUInt32BE(bytes.length, 4);
        return orig(Buffer.concat([header, bytes]));
      });
    const length = () => 60 + Math.floor(random() * 90);
    expect(classOf(framed(() => randomBytes(length(), random)))).toBe('custom');
    expect(classOf(framed(() => telemetry(3).subarray(0, length())))).not.toBe('custom');
  });

  it('datagrams behind a clear handshake', () => {
    const datagrams = (body: () => Uint8Array) => {
      const hello = orig(Buffer.concat([Uint8Array.of(5, 0xff, 0xfe), Buffer.alloc(500)]));
      const said = Array.from({ length: 9 }, (_, i) => orig(Buffer.concat([Uint8Array.of(0x84, 0, 0, i), body()])));
      const flow = finishedFlow([hello, hello, ...said], { protocol: 17 });
      return judgeEncryption(flow, undefined, measured(flow).row).class;
    };
    expect(datagrams(() => sealed(telemetry(4)))).toBe('custom');
    expect(datagrams(() => telemetry(4))).toBe('cleartext');
    for (const compress of [gzipSync, deflateSync, deflateRawSync, brotliCompressSync]) {
      expect(datagrams(() => sealed(compress(telemetry(8))))).toBe('custom');
      expect(datagrams(() => compress(telemetry(8)))).not.toBe('custom');
    }
  });

  it('a point, with one bit flipped', () => {
    const point = createECDH('prime256v1').generateKeys();
    expect(open(point).number('exchange.curve_points.orig')).toBe(1);
    for (let bit = 8; bit < point.length * 8; bit += 37) {
      expect(open(flip(point, bit)).number('exchange.curve_points.orig')).toBe(0);
    }
  });

  it('a compressed point, with its x of no point', () => {
    let lost = 0;
    const point = ECDH.convertKey(
      createECDH('secp384r1').generateKeys(),
      'secp384r1',
      undefined,
      undefined,
      'compressed',
    );
    expect(open(point as Buffer).number('exchange.bare_keys.orig')).toBe(1);
    for (let bit = 8; bit < 49 * 8; bit += 8)
      lost += Number(open(flip(point as Buffer, bit)).number('exchange.bare_keys.orig') === 0);
    // Half of all x are of a point: 24 of 48 are expected to be lost.
    expect(lost).toBeGreaterThan(8);
  });

  it('an X25519 key, with one bit flipped', () => {
    const der = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'der' }) as Buffer;
    const raw = der.subarray(-32);
    expect(open(raw).number('exchange.bare_keys.orig')).toBe(1);
    let kept = 0;
    for (let bit = 0; bit < 248; bit += 4) kept += open(flip(raw, bit)).number('exchange.bare_keys.orig');
    // One in sixteen stays by chance: 4 of 62 are expected.
    expect(kept).toBeLessThan(16);
  });

  it('a coded key, with a length off by one', () => {
    const der = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
      type: 'spki',
      format: 'der',
    }) as Buffer;
    expect(open(der).number('exchange.public_keys.orig')).toBe(1);
    // The last length byte of the outer SEQUENCE; the PKCS#1 key inside the BIT STRING is whole and stays.
    expect(open(flip(der, 3 * 8)).row.keys.map(({ form }) => form)).not.toContain('spki');
  });

  it('an ML-KEM key, with a coefficient too large', () => {
    const { publicKey } = ml_kem768.keygen();
    expect(open(publicKey).number('exchange.ml_kem_keys.orig')).toBe(1);
    const damaged = Buffer.from(publicKey);
    for (const at of [300, 700]) damaged.fill(0xff, at, at + 3);
    expect(open(damaged).number('exchange.ml_kem_keys.orig')).toBe(0);
  });

  it('a length prefix, with lengths that do not fit', () => {
    const message = (drift: number) => {
      const body = randomBytes(100 + Math.floor(random() * 400), random);
      const header = Buffer.alloc(4);
      header.writeUInt32BE(body.length + drift * Math.floor(random() * 90));
      return orig(Buffer.concat([header, body]));
    };
    const bits = (drift: number) =>
      measured(finishedFlow(Array.from({ length: 8 }, () => message(drift)))).number('framing.bits.orig');
    expect(bits(0)).toBeGreaterThan(16);
    expect(bits(1)).toBeNaN();
  });

  it('whole cipher blocks, with one byte more', () => {
    const sizes = [32, 64, 96, 144, 208, 288];
    const bits = (more: number) =>
      measured(finishedFlow(sizes.map((size, i) => orig(randomBytes(size + (i === 3 ? more : 0), random))))).number(
        'message.block16_bits.orig',
      );
    expect(bits(0)).toBe(20);
    expect(bits(1)).toBe(0);
  });
});
