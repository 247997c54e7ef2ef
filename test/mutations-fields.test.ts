// Ciphertext in the fields of cleartext carriers, with its cause taken away: sealed bytes replaced by compressed or plain ones.

import { constants, createCipheriv, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findRsaFields } from '../src/features/rsa-fields.ts';
import type { SampledMessage } from '../src/flows/sibling-samples.ts';
import { findDnsCiphertext } from '../src/models/dns-ciphertext.ts';
import { judgeEncryption } from '../src/models/encryption-class.ts';
import { findHttpCiphertext } from '../src/models/http-ciphertext.ts';
import { findRsaTruncation } from '../src/models/rsa-truncation.ts';
import { findSealedFields } from '../src/models/sealed-fields.ts';
import { judgeDnsLookups } from '../src/models/sibling-dns.ts';
import { channelFlow } from './support/channel-flow.ts';
import { dnsBytes } from './support/dns-bytes.ts';
import { finishedFlow, type SentMessage } from './support/finished-flow.ts';
import { measured } from './support/measured.ts';
import { randomBytes, randomNumbers } from './support/random-bytes.ts';

const random = randomNumbers(505);
const plain = Buffer.from(
  JSON.stringify(Array.from({ length: 30 }, () => ({ id: Math.floor(random() * 1e9), event: 'opened' }))),
);
const sealed = createCipheriv('aes-128-ctr', randomBytes(16, random), randomBytes(16, random)).update(plain);
const zipped = gzipSync(plain);

function postedClass(type: string, body: Uint8Array) {
  const head = Buffer.from(`POST /u HTTP/1.1\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`);
  return findHttpCiphertext(finishedFlow([{ from: 'orig', bytes: Buffer.concat([head, body]) }]))?.class;
}

const codings: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
  ['base64', (bytes) => Buffer.from(JSON.stringify({ v: 1, data: bytes.toString('base64') }))],
  ['base64url', (bytes) => Buffer.from(JSON.stringify({ v: 1, data: bytes.toString('base64url') }))],
  ['hex', (bytes) => Buffer.from(JSON.stringify({ v: 1, data: bytes.toString('hex') }))],
  ['percent codes', (bytes) => Buffer.from(`v=1&data=${encodeURIComponent(bytes.toString('base64'))}`)],
];

/** MessagePack: {"d": bin16}; CBOR: {"d": bytes}; protobuf: field 1, bytes. */
const packed: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
  ['MessagePack', (bytes) => Buffer.concat([Buffer.from([0x81, 0xa1, 0x64, 0xc5]), u16(bytes.length), bytes])],
  ['CBOR', (bytes) => Buffer.concat([Buffer.from([0xa1, 0x61, 0x64, 0x59]), u16(bytes.length), bytes])],
  ['protobuf', (bytes) => Buffer.concat([Buffer.from([0x0a, (bytes.length & 127) | 128, bytes.length >> 7]), bytes])],
];

function u16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}

describe('with its cause taken away, the evidence in a field is gone:', () => {
  it.each(codings)('ciphertext in %s', (_, coded) => {
    expect(postedClass('application/json', coded(sealed))).toBe('embedded');
    expect(postedClass('application/json', coded(zipped))).toBeUndefined();
    expect(postedClass('application/json', coded(plain))).toBeUndefined();
  });

  it.each(packed)('ciphertext in %s', (_, pack) => {
    const of = (bytes: Buffer) => findSealedFields([{ bytes: pack(bytes), type: undefined }]);
    expect(of(sealed)).toBeDefined();
    expect(of(zipped)).toBeUndefined();
    expect(of(plain)).toBeUndefined();
  });

  it('ciphertext in a part of a multipart body', () => {
    const parts = (bytes: Buffer) =>
      Buffer.concat([
        Buffer.from('--cut\r\nContent-Disposition: form-data; name="d"\r\n\r\n'),
        bytes,
        Buffer.from('\r\n--cut--\r\n'),
      ]);
    expect(postedClass('multipart/form-data; boundary=cut', parts(sealed))).toBe('embedded');
    expect(postedClass('multipart/form-data; boundary=cut', parts(zipped))).toBeUndefined();
  });

  it('ciphertext in labels and in TXT answers of DNS', () => {
    const pieces = (bytes: Buffer) => Array.from({ length: 8 }, (_, i) => bytes.subarray(i * 30, i * 30 + 30));
    const asked = (bytes: Buffer) =>
      findDnsCiphertext(
        finishedFlow(
          pieces(bytes).map(
            (piece): SentMessage => ({
              from: 'orig',
              bytes: dnsBytes({ questions: [{ name: `${piece.toString('hex')}.t.example`, type: 16 }] }),
            }),
          ),
          { protocol: 17 },
        ),
      );
    const answered = (bytes: Buffer) =>
      findDnsCiphertext(
        finishedFlow(
          [bytes.subarray(0, 180), bytes.subarray(180, 360)].map((piece): SentMessage => {
            const text = Buffer.from(piece.toString('base64'));
            const data = Buffer.concat([Buffer.of(text.length), text]);
            return {
              from: 'resp',
              bytes: dnsBytes({ flags: 0x8180, answers: [{ name: 't.example', type: 16, data }] }),
            };
          }),
          { protocol: 17 },
        ),
      );
    expect(asked(sealed)?.class).toBe('embedded');
    expect(asked(plain)).toBeUndefined();
    expect(answered(sealed)?.class).toBe('embedded');
    expect(answered(plain)).toBeUndefined();
  });

  it('ciphertext in labels of lookups that carry a few bytes each', () => {
    const asked = (bytes: Buffer, domain: (i: number) => string) => {
      const sizes = [11, 12, 14, 17];
      let at = 0;
      const messages = Array.from({ length: 20 }, (_, i): [number, SampledMessage[]] => {
        const size = sizes[i % 4] as number;
        at += size;
        const name = Buffer.from(`${domain(i)}\0${bytes.subarray(at - size, at).toString('hex')}`);
        return [i, [{ fromOriginator: 1, wireBytes: name.length, bytes: name }]];
      });
      return judgeDnsLookups(new Map(messages)).size;
    };
    expect(asked(sealed, () => 't.example')).toBe(20);
    expect(asked(zipped, () => 't.example')).toBe(0);
    expect(asked(plain, () => 't.example')).toBe(0);
    expect(asked(sealed, (i) => `t${i}.example`)).toBe(0);
  });

  it('many fields under one RSA modulus: those of another cipher reach what no modulus allows', () => {
    let key = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    const modulusStart = () => Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url')[0] ?? 0;
    while (modulusStart() > 0xb0) key = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    const found = (wrapped: () => Uint8Array) => {
      const flows = Array.from({ length: 60 }, (_, i) => {
        const body = JSON.stringify({ key: Buffer.from(wrapped()).toString('base64') });
        const head = `POST /u HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n`;
        const flow = finishedFlow([{ from: 'orig', bytes: Buffer.from(head + body) }]);
        const fields = findRsaFields(flow, { service: 'http', kind: 'cleartext', reason: '' });
        return channelFlow(i, { rsaFields: fields.map((field) => ({ ...field, from: 'orig' })) });
      });
      return findRsaTruncation(flows)?.field;
    };
    expect(found(() => publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING }, sealed.subarray(0, 32)))).toBe(
      'key',
    );
    expect(found(() => randomBytes(128, random))).toBeUndefined();
  });

  it('ECB, whose repeats are no reason to call it cleartext: plain text with the same repeats is', () => {
    const rows = Buffer.from('{"event":"opened","where":"home","n":"one"} '.repeat(24));
    const cipher = createCipheriv('aes-128-ecb', randomBytes(16, random), null);
    const ecb = Buffer.concat([cipher.update(rows), cipher.update(plain), cipher.final()]);
    const classOf = (bytes: Buffer) => {
      const flow = finishedFlow([{ from: 'orig', bytes }]);
      return judgeEncryption(flow, undefined, measured(flow).row);
    };
    expect(classOf(ecb).class).toBe('custom');
    expect(classOf(ecb).reasons.join()).toContain('as ECB makes them of equal plaintext');
    expect(classOf(Buffer.concat([rows, plain])).class).toBe('cleartext');
  });
});
