import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { judgePayload } from '../../src/models/payload-class.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(71);

function judge(messages: SentMessage[], overrides = {}) {
  const flow = finishedFlow(messages, overrides);
  return judgePayload(flow, false, measured(flow).row);
}

const orig = (bytes: Uint8Array): SentMessage => ({ from: 'orig', bytes });
const resp = (bytes: Uint8Array): SentMessage => ({ from: 'resp', bytes });

describe('the class of an unknown payload', () => {
  it('is custom when both directions are uniform, surer with more bytes', () => {
    const confidence = (n: number) => judge([orig(randomBytes(n, random)), resp(randomBytes(n, random))]);
    expect(confidence(50)).toMatchObject({ class: 'custom', confidence: 0.96 });
    expect(confidence(80)).toMatchObject({ class: 'custom', confidence: 0.97 });
    expect(confidence(200)).toMatchObject({ class: 'custom', confidence: 0.98 });
    expect(confidence(2000)).toMatchObject({ class: 'custom', confidence: 0.98 });
  });

  it('is less sure of a flow that began before the capture, and says so', () => {
    const both = [orig(randomBytes(2000, random)), resp(randomBytes(2000, random))];
    const record = judge(both, { startSeen: false });
    expect(record).toMatchObject({ class: 'custom', confidence: 0.89 });
    expect(record.reasons.join(' ')).toContain('began before the capture');
    const oneSided = judge(both.slice(1), { startSeen: false });
    expect(oneSided).toMatchObject({ class: 'unknown', confidence: 0 });
    expect(oneSided.reasons.at(-1)).toContain('a download or media explain it as well');
  });

  it('speaks of ECB only where it calls bytes ciphertext', () => {
    const rows = Buffer.from('\x01\x02room7\xff\x80\x90kitchen\x00\x10\x20\x30'.repeat(40), 'latin1');
    const { class: name, reasons } = judge([orig(Buffer.concat([rows, randomBytes(64, random), rows]))]);
    expect(name).toBe('cleartext');
    expect(reasons.join()).not.toContain('ECB');
  });

  it('lets a short direction abstain and a long one veto', () => {
    const cipher = orig(randomBytes(1000, random));
    const greeting = Buffer.from('HELLO 1.0 server ready, go on please with 0x00 bytes: \0\0\0\0\0');
    expect(judge([cipher, resp(Buffer.from('ok\0'))]).class).toBe('custom');
    expect(judge([cipher, resp(greeting)]).class).toBe('custom');
    const vetoed = judge([cipher, resp(Buffer.concat([greeting, greeting, greeting]))]);
    expect(vetoed).toMatchObject({ class: 'cleartext', confidence: 0.5 });
    expect(vetoed.reasons.at(-1)).toContain('one direction is uniform, the other is not');
  });

  it('is custom for a long upload that is answered in the clear, and unknown for a long download', () => {
    const status = (i: number) =>
      Buffer.from(`{"status":"stored","part":${i},"server":"example-7","left":${99 - i}}\0`);
    const parts = Array.from({ length: 12 }, (_, i) => [orig(randomBytes(300, random)), resp(status(i))]).flat();
    const upload = judge(parts);
    expect(upload).toMatchObject({ class: 'custom', confidence: 0.66 });
    const turned = parts.map(({ from, bytes }) => ({
      from: from === 'orig' ? ('resp' as const) : ('orig' as const),
      bytes,
    }));
    expect(judge(turned)).toMatchObject({ class: 'unknown', confidence: 0 });
    expect(judge(parts, { startSeen: false }).class).toBe('unknown');
    const zipped = Array.from({ length: 12 }, (_, i) => [
      orig(gzipSync(Buffer.from(randomBytes(300, random)).toString('hex'))),
      resp(status(i)),
    ]).flat();
    expect(judge(zipped).class).toBe('compressed');
    expect(judge(parts.slice(0, 6)).class).toBe('cleartext');
  });

  it('is compressed where messages decompress behind a header, after an opening in the clear', () => {
    const greeting = (i: number) => Buffer.from(`HELLO ${i} version=3 device=phone language=en-GB level=${i * 7}`);
    const events = () =>
      Buffer.from(JSON.stringify(Array.from({ length: 12 }, () => ({ at: Math.floor(random() * 1e9), kind: 'tap' }))));
    const talk = (body: (plain: Uint8Array) => Uint8Array) => [
      ...[1, 2, 3].map((i) => orig(greeting(i))),
      ...Array.from({ length: 9 }, (_, i) => orig(Buffer.concat([Uint8Array.of(0x51, 0, 0, 9, i, 0), body(events())]))),
    ];
    for (const [compress, scheme] of [
      [deflateRawSync, 'deflate'],
      [brotliCompressSync, 'brotli'],
    ] as const) {
      const judged = Array.from({ length: 20 }, () => judge(talk((plain) => compress(plain))));
      expect(judged.map((record) => record.class)).not.toContain('custom');
      expect(judged.filter((record) => record.scheme === scheme).length).toBeGreaterThan(2);
    }
    expect(judge(talk(() => randomBytes(120, random))).class).toBe('custom');
  });

  it('is unknown below 48 bytes, with the numbers', () => {
    const record = judge([orig(randomBytes(47, random)), resp(randomBytes(20, random))]);
    expect(record.class).toBe('unknown');
    expect(record.reasons).toEqual([
      'originator: 47 bytes are too few to judge',
      'responder: 20 bytes are too few to judge',
      'at least 48 bytes in a direction are needed',
    ]);
  });

  it('is cleartext for structured bytes, surer from 128 on', () => {
    const struct = (n: number) =>
      Uint8Array.from({ length: n }, (_, i) => (i % 4 === 3 ? Math.floor(random() * 20) : 0));
    expect(judge([orig(struct(100))])).toMatchObject({ class: 'cleartext', confidence: 0.5 });
    expect(judge([orig(struct(500))])).toMatchObject({ class: 'cleartext', confidence: 0.76 });
  });

  it.each([
    ['gzip', gzipSync],
    ['zlib', deflateSync],
    ['deflate', deflateRawSync],
    ['brotli', brotliCompressSync],
  ] as const)('is never custom for %s bodies of 256 bytes and more', (_name, compress) => {
    for (let i = 0; i < 25; i++) {
      const rows = Array.from({ length: 100 }, () => ({
        id: Math.floor(random() * 1e9),
        name: `user-${Math.floor(random() * 1e4)}`,
      }));
      const whole = compress(Buffer.from(JSON.stringify(rows)));
      const body = whole.subarray(0, Math.min(whole.length, 256 + 40 * i));
      expect(judge([orig(body)]).class).not.toBe('custom');
    }
  });

  it('is compressed for known formats, whatever their bytes look like', () => {
    const jpeg = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), randomBytes(900, random)]);
    expect(judge([orig(Buffer.from([1, 2, 3])), resp(jpeg)])).toMatchObject({ class: 'compressed', scheme: 'jpeg' });
  });

  it('never says more of uniform bytes than that', () => {
    const record = judge([orig(randomBytes(1000, random)), resp(randomBytes(1000, random))]);
    expect(record.reasons[0]).toMatch(
      /^originator: 1000 bytes of stream offsets 0 to 999 are uniform: entropy 7\.\d+ bits \(z -?[\d.]+\)/,
    );
    expect(record.reasons.join(' ')).not.toMatch(/encrypted|ciphertext/);
  });
});

describe('compressed messages behind a length', () => {
  it('are found where only the length tells where they begin', () => {
    const message = () => {
      const numbers = Array.from({ length: 400 }, () => Math.floor(random() * 1e6)).join(',');
      const body = deflateRawSync(numbers);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(body.length);
      return orig(Buffer.concat([length, body]));
    };
    expect(judge([message(), message(), message(), message()])).toMatchObject({
      class: 'compressed',
      scheme: 'deflate',
    });
  });
});

describe('the class of text', () => {
  const text = (line: string) => {
    const flow = finishedFlow([orig(Buffer.from(line))]);
    return judgePayload(flow, true, measured(flow).row);
  };

  it('is cleartext for words and encoded for base64 or hex', () => {
    const secret = Buffer.from(randomBytes(120, random));
    expect(text('USER anonymous\r\nPASS guest\r\n')).toMatchObject({ class: 'cleartext', confidence: 0.9 });
    expect(text(secret.toString('base64'))).toMatchObject({ class: 'encoded', scheme: 'base64' });
    expect(text(secret.toString('hex'))).toMatchObject({ class: 'encoded', scheme: 'hex' });
    expect(text(secret.toString('base64')).reasons[0]).toContain('the 120 decoded bytes that were tested are uniform');
    expect(text(Buffer.from('many plain words, only coded '.repeat(9)).toString('base64')).reasons[0]).not.toContain(
      'uniform',
    );
  });
});
