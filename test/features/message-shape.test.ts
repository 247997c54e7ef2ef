import { createECDH } from 'node:crypto';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { describe, expect, it } from 'vitest';
import type { FinishedFlow } from '../../src/flows/finished-flow.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { preKeyMessage, rawX25519 } from '../support/signal-bytes.ts';

const random = randomNumbers(14);
const sealed = (bytes: number) => Buffer.from(randomBytes(bytes, random));
const sent = (from: 'orig' | 'resp', ...parts: Uint8Array[]): SentMessage => ({ from, bytes: Buffer.concat(parts) });
const shapeOf = (messages: SentMessage[], overrides: Partial<FinishedFlow> = {}) =>
  measured(finishedFlow(messages, overrides)).row.shape;
/** X25519 keys that random bytes are not. */
const notKey = () => {
  const key = rawX25519();
  key[31]! |= 0x80;
  return key;
};

describe('the shape of an opening', () => {
  it('is like Noise by lengths and keys that pass, with a length field in front or not', () => {
    const xx = (key: () => Uint8Array, header: (bytes: number) => Buffer) => [
      sent('orig', header(32), key()),
      sent('resp', header(96), key(), sealed(64)),
      sent('orig', header(64), sealed(64)),
      sent('orig', sealed(100)),
    ];
    const none = () => Buffer.alloc(0);
    const u16 = (bytes: number) => Buffer.from([bytes >> 8, bytes & 255]);
    expect(shapeOf(xx(rawX25519, none))).toEqual({ like: 'Noise XX', chanceBits: 22, lengths: [32, 96, 64] });
    expect(shapeOf(xx(rawX25519, u16))).toMatchObject({ like: 'Noise XX', lengths: [34, 98, 66] });
    expect(shapeOf(xx(notKey, none))).toBeUndefined();
    expect(shapeOf(xx(rawX25519, () => Buffer.from([9, 9])))).toBeUndefined();
    const ik = [sent('orig', rawX25519(), sealed(64)), sent('resp', rawX25519(), sealed(16))];
    expect(shapeOf(ik)?.like).toBe('Noise IK');
    expect(shapeOf([...ik.slice(0, 1), sent('resp', rawX25519(), sealed(17))])).toBeUndefined();
  });

  it('is not told of a flow that began before the capture', () => {
    const ik = [sent('orig', rawX25519(), sealed(64)), sent('resp', rawX25519(), sealed(16))];
    expect(shapeOf(ik, { startSeen: false })).toBeUndefined();
  });

  it('is like ECIES where a point opens sealed bytes, and no point answers', () => {
    const point = () => createECDH('prime256v1').generateKeys();
    const first = sent('orig', point(), sealed(80));
    const found = shapeOf([first, sent('resp', sealed(60))]);
    expect(found?.like).toBe('ECIES or HPKE over P-256');
    expect(found?.chanceBits).toBeGreaterThan(200);
    expect(shapeOf([first, sent('resp', point(), sealed(60))])).toBeUndefined();
    const off = point();
    off[40]! ^= 1;
    expect(shapeOf([sent('orig', off, sealed(80)), sent('resp', sealed(60))])).toBeUndefined();
  });

  it('is like a hybrid of ML-KEM by the key and the length of the answer', () => {
    const { publicKey } = ml_kem768.keygen();
    const asked = sent('orig', publicKey, rawX25519());
    expect(shapeOf([asked, sent('resp', sealed(1088 + 32))])?.like).toBe('X25519 and ml-kem-768');
    expect(shapeOf([sent('orig', publicKey), sent('resp', sealed(1088))])?.like).toBe('ml-kem-768');
    expect(shapeOf([asked, sent('resp', sealed(1000))])).toBeUndefined();
  });

  it('is like RSA with a block cipher by a length field and whole blocks behind it', () => {
    const header = Buffer.from([0, 1, 0, 0]);
    const found = shapeOf([sent('orig', header, sealed(256), sealed(64)), sent('resp', sealed(48))]);
    expect(found).toEqual({ like: 'RSA-2048 with a block cipher', chanceBits: 27, lengths: [324] });
    expect(shapeOf([sent('orig', header, sealed(256), sealed(61)), sent('resp', sealed(48))])).toBeUndefined();
  });

  it('is like RSA with a block cipher where a message of that size comes before messages of whole blocks', () => {
    const messages = (more: number) => [
      sent('orig', sealed(256)),
      sent('orig', sealed(96)),
      sent('orig', sealed(160 + more)),
      sent('resp', sealed(33)),
    ];
    expect(shapeOf(messages(0))).toMatchObject({ like: 'RSA-2048 with a block cipher', chanceBits: 12 });
    expect(shapeOf(messages(1))).toBeUndefined();
  });

  it('is like the first message of Signal by its fields and two keys', () => {
    expect(shapeOf([sent('orig', preKeyMessage())])).toMatchObject({
      like: 'the first message of Signal (X3DH)',
      chanceBits: 70,
    });
    expect(shapeOf([sent('orig', preKeyMessage({ kem: 1568 }))])?.like).toContain('PQXDH');
  });

  it('is none of random messages', () => {
    for (let i = 0; i < 300; i++) {
      const lengths = Array.from({ length: 4 }, () => 20 + Math.floor(random() * 300));
      expect(shapeOf(lengths.map((bytes, k) => sent(k % 2 === 0 ? 'orig' : 'resp', sealed(bytes))))).toBeUndefined();
    }
  });
});
