import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findHeadCiphertext } from '../../src/models/http-head-ciphertext.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(707);
let made = 0;
/** Of another length each time, as content is. */
const token = (bytes = 90 + (made++ % 8)) => Buffer.from(randomBytes(bytes, random)).toString('base64url');
const NO_ANSWERS = new Uint8Array();
const requests = (...heads: string[]) => findHeadCiphertext(Buffer.from(heads.join('')), NO_ANSWERS);
const get = (target: string, ...fields: string[]) =>
  `GET ${target} HTTP/1.1\r\nHost: x.example\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\n`;

describe('ciphertext in the heads of requests', () => {
  it.each([
    ['the query', () => get(`/p?d=${token()}`)],
    ['a cookie', () => get('/p', `Cookie: theme=dark; d=${token()}`)],
    ['a field of its own', () => get('/p', `X-Data: ${token()}`)],
    ['the path', () => get(`/p/${token()}`)],
    ['hex', () => get(`/p?d=${Buffer.from(randomBytes(90 + (made++ % 8), random)).toString('hex')}`)],
    [
      'percent codes',
      () => get(`/p?d=${encodeURIComponent(Buffer.from(randomBytes(90 + (made++ % 8), random)).toString('base64'))}`),
    ],
  ])('is another value in every request: %s', (_, one) => {
    const found = requests(one(), one(), one());
    expect(found).toMatchObject({ class: 'embedded', scheme: 'http', confidence: 0.5 });
    expect(found?.reasons[0]).toContain('another value in each of 3 requests');
  });

  it('is one value that most of a head is made of', () => {
    expect(requests(get(`/${token(600)}`))).toMatchObject({ class: 'embedded', confidence: 0.5 });
    expect(requests(get(`/${token(600)}`, `User-Agent: ${'Mozilla/5.0 (X11; Linux) '.repeat(40)}`))).toBeUndefined();
  });

  it('is no id, session, signature or JWT, however random', () => {
    const session = get('/p', `Cookie: d=${token()}`);
    expect(requests(session, session, session)).toBeUndefined();
    for (const name of ['Signature', 'X-Amz-Security-Token', 'sessionid', 'csrf']) {
      expect(requests(get(`/p?${name}=${token()}`), get(`/p?${name}=${token()}`))).toBeUndefined();
    }
    const jwt = () => get('/p', `X-Data: eyJhbGciOiJSUzI1NiJ9.${token()}.${token(256)}`);
    expect(requests(jwt(), jwt())).toBeUndefined();
  });

  it('is no rolling token: of one size, or handed out by the responder', () => {
    const rolling = (bytes: number) => get('/p', `Cookie: d=${token(bytes)}`);
    expect(requests(rolling(48), rolling(48), rolling(48))).toBeUndefined();
    expect(requests(rolling(256), rolling(256))).toMatchObject({ class: 'embedded' });
    const [first, second] = [token(150), token(170)];
    const heads = Buffer.from(get('/p', `Cookie: d=${first}`) + get('/p', `Cookie: d=${second}`));
    expect(findHeadCiphertext(heads, NO_ANSWERS)).toMatchObject({ class: 'embedded' });
    const answers = [first, second]
      .map((value) => `HTTP/1.1 200 OK\r\nSet-Cookie: d=${value}; Path=/\r\n\r\n`)
      .join('');
    expect(findHeadCiphertext(heads, Buffer.from(answers))).toBeUndefined();
  });

  it('is gone with its cause: compressed or plain values', () => {
    const rows = () => Buffer.from(JSON.stringify(Array.from({ length: 8 }, () => ({ id: random(), name: 'opened' }))));
    const of = (code: (bytes: Buffer) => Buffer) => () => get(`/p?d=${code(rows()).toString('base64url')}`);
    const zipped = of(gzipSync);
    const plain = of((bytes) => bytes);
    expect(requests(zipped(), zipped(), zipped())).toBeUndefined();
    expect(requests(plain(), plain(), plain())).toBeUndefined();
  });

  it('reads whatever bytes come', () => {
    expect(requests('')).toBeUndefined();
    expect(requests(`GET /${'%'.repeat(200)}`)).toBeUndefined();
    const whole = Buffer.from(get(`/p?d=${token()}`) + get(`/p?d=${token()}`));
    for (let cut = 0; cut < whole.length; cut += 7)
      expect(() => findHeadCiphertext(whole.subarray(0, cut), NO_ANSWERS)).not.toThrow();
  });
});
