// Keys in coded forms, and exchanges by their lengths, with one bit flipped or one byte more: the evidence must be gone.

import { createECDH, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { finishedFlow, type SentMessage } from './support/finished-flow.ts';
import { type Measured, measured } from './support/measured.ts';
import { randomBytes, randomNumbers } from './support/random-bytes.ts';
import { preKeyMessage, rawX25519 } from './support/signal-bytes.ts';

const random = randomNumbers(606);
const sealed = (bytes: number) => randomBytes(bytes, random);
const sent = (from: 'orig' | 'resp', ...parts: Uint8Array[]): SentMessage => ({ from, bytes: Buffer.concat(parts) });
const open = (bytes: Uint8Array): Measured => measured(finishedFlow([sent('orig', bytes)]));
const formsIn = (bytes: Uint8Array) => open(bytes).row.keys.map(({ form }) => form);
const flip = (bytes: Uint8Array, at: number) => {
  const damaged = Buffer.from(bytes);
  damaged[at]! ^= 1;
  return damaged;
};
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const der = publicKey.export({ format: 'der', type: 'spki' }) as Buffer;
/** The last byte of x: a point with it flipped is on no curve. */
const INSIDE_POINT = der.length - 33;

describe('with its cause taken away, the key is gone:', () => {
  it('SubjectPublicKeyInfo', () => {
    expect(formsIn(der)).toEqual(['spki']);
    expect(formsIn(flip(der, INSIDE_POINT))).toEqual([]);
  });

  it('PEM', () => {
    const pem = (bytes: Buffer) =>
      Buffer.from(`-----BEGIN PUBLIC KEY-----\n${bytes.toString('base64')}\n-----END PUBLIC KEY-----\n`);
    expect(open(pem(der)).row.keys.map(({ algorithm }) => algorithm)).toEqual(['P-256']);
    // A label alone is text.
    expect(formsIn(pem(flip(der, INSIDE_POINT)))).toEqual([]);
    expect(formsIn(pem(Buffer.from(sealed(der.length))))).toEqual([]);
  });

  it('PEM of a private key that is sealed', () => {
    const options = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'a' } as const;
    const text = privateKey.export(options) as string;
    expect(formsIn(Buffer.from(text))).toEqual(['pem']);
    const [begin, ...lines] = text.trim().split('\n');
    const content = Buffer.from(lines.slice(0, -1).join(''), 'base64');
    const damaged = Buffer.concat([content.subarray(0, 3), Buffer.of(0x04), content.subarray(4)]).toString('base64');
    expect(formsIn(Buffer.from([begin, damaged, lines.at(-1)].join('\n')))).toEqual([]);
  });

  it('JWK', () => {
    const jwk = publicKey.export({ format: 'jwk' });
    expect(formsIn(Buffer.from(JSON.stringify(jwk)))).toEqual(['jwk']);
    const x = flip(Buffer.from(jwk.x ?? '', 'base64url'), 9).toString('base64url');
    expect(formsIn(Buffer.from(JSON.stringify({ ...jwk, x })))).toEqual([]);
  });

  it('OpenSSH', () => {
    const field = (bytes: Uint8Array) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return Buffer.concat([length, bytes]);
    };
    const line = (point: Buffer) => {
      const blob = Buffer.concat(['ecdsa-sha2-nistp256', 'nistp256'].map((name) => field(Buffer.from(name))));
      return Buffer.from(`ecdsa-sha2-nistp256 ${Buffer.concat([blob, field(point)]).toString('base64')} me@phone`);
    };
    const point = createECDH('prime256v1').generateKeys();
    expect(formsIn(line(point))).toEqual(['openssh']);
    expect(formsIn(line(flip(point, 20)))).toEqual([]);
  });

  it('OpenPGP', () => {
    const packet = (point: Buffer) => {
      const fields = Buffer.concat([Buffer.from('082a8648ce3d030107', 'hex'), Buffer.from([2, 3]), point]);
      const body = Buffer.concat([Buffer.from([4, 0x65, 0x53, 0xf1, 0, 19]), fields]);
      return Buffer.concat([Buffer.from([0x99, 0, body.length]), body]);
    };
    const point = createECDH('prime256v1').generateKeys();
    expect(formsIn(packet(point))).toEqual(['openpgp']);
    expect(formsIn(packet(flip(point, 20)))).toEqual([]);
  });
});

describe('with its cause taken away, the shape is gone:', () => {
  const shapeOf = (...messages: SentMessage[]) => measured(finishedFlow(messages)).row.shape?.like;

  it('Noise, with a message of one byte more or a key that is none', () => {
    const first = rawX25519();
    const answer = (more: number) => sent('resp', rawX25519(), sealed(16 + more));
    expect(shapeOf(sent('orig', first, sealed(64)), answer(0))).toBe('Noise IK');
    expect(shapeOf(sent('orig', first, sealed(64)), answer(1))).toBeUndefined();
    const none = Buffer.from(first);
    none[31]! |= 0x80;
    expect(shapeOf(sent('orig', none, sealed(64)), answer(0))).toBeUndefined();
  });

  it('Signal’s first message, with a type byte flipped', () => {
    const message = preKeyMessage();
    expect(shapeOf(sent('orig', message))).toContain('Signal');
    const typeByte = message.indexOf(Buffer.from([0x12, 33, 5])) + 2;
    expect(shapeOf(sent('orig', flip(message, typeByte)))).toBeUndefined();
  });

  it('cells and pieces of RSA size, with one byte more', () => {
    const of = (...sizes: number[]) => measured(finishedFlow(sizes.map((size) => sent('orig', sealed(size)))));
    expect(of(512, 1024, 2048).number('cipher.cell_bytes.orig')).toBe(512);
    expect(of(512, 1024, 2049).number('cipher.cell_bytes.orig')).toBeNaN();
    expect(of(256).number('cipher.rsa_units.orig')).toBe(1);
    expect(of(257).number('cipher.rsa_units.orig')).toBeNaN();
  });
});
