// Every format that explains uniform bytes, and every coding they are read out of, by the tables that list them: without its magic, or encrypted, a format
// explains nothing; plain and compressed content in a coding is no ciphertext.

import { createCipheriv } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { SampledMessage } from '../src/flows/sibling-samples.ts';
import { probeDecompression } from '../src/models/decompression-probe.ts';
import { judgeEncryption } from '../src/models/encryption-class.ts';
import { LABEL_ALPHABETS } from '../src/models/label-coding.ts';
import { knownMagic, MEDIA_MAGICS } from '../src/models/media-magic.ts';
import { findPooledFormat, POOLED_DECODERS } from '../src/models/pooled-format.ts';
import { findSealedFields } from '../src/models/sealed-fields.ts';
import { judgeDnsLookups } from '../src/models/sibling-dns.ts';
import type { PackedLeaf } from '../src/parse/packed-leaf.ts';
import type { TextCoding } from '../src/parse/text-coding.ts';
import { finishedFlow } from './support/finished-flow.ts';
import { measured } from './support/measured.ts';
import { randomBytes, randomNumbers } from './support/random-bytes.ts';

const random = randomNumbers(1212);
const classOf = (bytes: Uint8Array) => {
  const flow = finishedFlow([{ from: 'orig', bytes }]);
  return judgeEncryption(flow, undefined, measured(flow).row);
};
const telemetry = (rows: number) =>
  Buffer.from(
    JSON.stringify(Array.from({ length: rows }, () => ({ id: Math.floor(random() * 1e9), event: 'opened' }))),
  );
const encrypted = (bytes: Uint8Array) =>
  createCipheriv('aes-128-ctr', randomBytes(16, random), randomBytes(16, random)).update(bytes);
const withBit = (bytes: Uint8Array, bit: number) => {
  const changed = Uint8Array.from(bytes);
  changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
  return changed;
};

/** What more than fixed bytes tells. */
const OPENINGS: Readonly<Record<string, string>> = {
  h264: '000000016742001e',
  'mpeg-ps': '000001ba440004000401000003f8000001bb',
};
const FORMATS = [
  ...MEDIA_MAGICS.map(({ format, offset, bytes }) => ({
    format,
    opening: Buffer.concat([randomBytes(offset, random), Buffer.from(bytes)]),
    from: offset,
  })),
  ...Object.entries(OPENINGS).map(([format, hex]) => ({ format, opening: Buffer.from(hex, 'hex'), from: 0 })),
];

describe.each(FORMATS)('$format', ({ format, opening, from }) => {
  const file = Buffer.concat([opening, randomBytes(900, random)]);

  it('explains bytes that look random, and not once they are encrypted', () => {
    expect(classOf(file)).toMatchObject({ class: 'compressed', scheme: format });
    for (let i = 0; i < 10; i++) expect(classOf(encrypted(file)).scheme).not.toBe(format);
  });

  it('is not known without one of the bits that tell it', () => {
    let lost = 0;
    expect(knownMagic(file)).toBe(format);
    for (let bit = 8 * from; bit < 8 * opening.length; bit++) lost += Number(knownMagic(withBit(file, bit)) !== format);
    const fixed = format in OPENINGS ? 24 : 8 * (opening.length - from);
    expect(lost).toBeGreaterThanOrEqual(fixed);
  });
});

const COMPRESSIONS: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  gzip: (bytes) => gzipSync(bytes),
  zlib: (bytes) => deflateSync(bytes),
  deflate: (bytes) => deflateRawSync(bytes),
  brotli: (bytes) => brotliCompressSync(bytes),
};

describe.each(Object.entries(COMPRESSIONS))('%s', (name, compress) => {
  it.each([0, 5])('is what decompresses behind %i bytes of a header, and what was encrypted does not', (header) => {
    const message = (bytes: Uint8Array) => Buffer.concat([Buffer.alloc(header, 7), bytes]);
    for (let i = 0; i < 10; i++) {
      const body = compress(telemetry(20 + i));
      expect(probeDecompression(message(body), header)).toBe(name);
      expect(probeDecompression(message(encrypted(body)), header)).toBeUndefined();
    }
  });
});

it('every decoder of short messages has a compression here', () => {
  expect(POOLED_DECODERS.map(({ format }) => format).filter((format) => !(format in COMPRESSIONS))).toEqual([]);
});

describe.each(POOLED_DECODERS.map(({ format }) => format))('short messages in %s', (format) => {
  it('are told together, and not once they are encrypted', () => {
    const compress = COMPRESSIONS[format] as (bytes: Uint8Array) => Buffer;
    const messages = Array.from({ length: 6 }, (_, i) => compress(telemetry(2 + (i % 3))));
    expect(findPooledFormat(messages, 0, 0)).toBe(format);
    expect(findPooledFormat(messages.map(encrypted), 0, 0)).toBeUndefined();
  });
});

const u16 = (value: number) => Buffer.of(value >> 8, value & 255);
const PACKINGS: Readonly<Record<PackedLeaf['format'], (bytes: Buffer) => Buffer>> = {
  messagepack: (bytes) => Buffer.concat([Buffer.of(0x81, 0xa1, 0x64, 0xc5), u16(bytes.length), bytes]),
  cbor: (bytes) => Buffer.concat([Buffer.of(0xa1, 0x61, 0x64, 0x59), u16(bytes.length), bytes]),
  protobuf: (bytes) => Buffer.concat([Buffer.of(0x0a, (bytes.length & 127) | 128, bytes.length >> 7), bytes]),
};
const CODINGS: Readonly<Record<TextCoding['coding'], (bytes: Buffer) => Buffer>> = {
  base64: (bytes) => Buffer.from(JSON.stringify({ v: 1, data: bytes.toString('base64') })),
  hex: (bytes) => Buffer.from(JSON.stringify({ v: 1, data: bytes.toString('hex') })),
};

describe.each(Object.entries({ ...PACKINGS, ...CODINGS }))('fields in %s', (_, code) => {
  it('are ciphertext where it stands in them, and neither compressed nor plain content is', () => {
    const isSealed = (bytes: Buffer) => findSealedFields([{ bytes: code(bytes), type: undefined }]) !== undefined;
    const plain = telemetry(30);
    expect(isSealed(encrypted(plain))).toBe(true);
    expect(isSealed(plain)).toBe(false);
    expect(isSealed(gzipSync(plain))).toBe(false);
  });
});

const inAlphabet = (bytes: Uint8Array, alphabet: string) => {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join('');
};
const LABELS: Readonly<Record<string, (bytes: Buffer) => string>> = {
  hex: (bytes) => bytes.toString('hex'),
  base64url: (bytes) => bytes.toString('base64url'),
  ...Object.fromEntries(LABEL_ALPHABETS.map((letters) => [letters, (bytes: Buffer) => inAlphabet(bytes, letters)])),
};

describe.each(Object.entries(LABELS))('labels of names in %s', (_, code) => {
  it('carry ciphertext, and neither compressed nor plain content is taken for it', () => {
    const found = (bytes: Buffer) => {
      let at = 0;
      const messages = Array.from({ length: 20 }, (_unused, i): [number, SampledMessage[]] => {
        const size = [10, 15, 20, 25][i % 4] as number;
        at += size;
        const piece = Buffer.from(`t.example\0${code(bytes.subarray(at - size, at))}`);
        return [i, [{ fromOriginator: 1, wireBytes: piece.length, bytes: piece }]];
      });
      return judgeDnsLookups(new Map(messages)).size > 0;
    };
    const plain = telemetry(30);
    expect(found(encrypted(plain))).toBe(true);
    expect(found(plain)).toBe(false);
    expect(found(gzipSync(telemetry(60)))).toBe(false);
  });
});
