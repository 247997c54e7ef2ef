import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { HttpRecord } from '../../src/flows/flow-record.ts';
import type { ServiceFacts } from '../../src/flows/service-recogniser.ts';
import { findEmbeddedCiphertext } from '../../src/models/embedded-ciphertext.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(61);

function facts(http: HttpRecord): ServiceFacts {
  return { service: 'http', kind: 'cleartext', reason: 'HTTP request', http };
}

function post(type: string | undefined, body: Uint8Array, extra = '') {
  const head = `POST /u HTTP/1.1\r\nHost: x.example\r\n${type === undefined ? '' : `Content-Type: ${type}\r\n`}${extra}\r\n`;
  const flow = finishedFlow([
    { from: 'orig', bytes: Buffer.concat([Buffer.from(head), body]) },
    { from: 'resp', bytes: Buffer.from('HTTP/1.1 204 No Content\r\n\r\n') },
  ]);
  return findEmbeddedCiphertext(flow, facts(type === undefined ? {} : { request_type: type }));
}

function answer(type: string, body: Uint8Array, extra = '') {
  const flow = finishedFlow([
    { from: 'orig', bytes: Buffer.from('GET / HTTP/1.1\r\n\r\n') },
    {
      from: 'resp',
      bytes: Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n${extra}\r\n`), body]),
    },
  ]);
  return findEmbeddedCiphertext(flow, facts({ response_type: type }));
}

describe('ciphertext inside HTTP', () => {
  it.each([
    'text/html; charset=utf-8',
    'application/json',
    'application/x-www-form-urlencoded',
    'application/soap+xml',
  ])('is a uniform body under the type %s, in requests and answers', (type) => {
    expect(post(type, randomBytes(400, random))).toMatchObject({ class: 'embedded', scheme: 'http', confidence: 0.85 });
    expect(answer(type, randomBytes(400, random))).toMatchObject({ class: 'embedded' });
  });

  it('is less sure of an upload that declares nothing', () => {
    expect(post(undefined, randomBytes(400, random))?.confidence).toBe(0.6);
    expect(post('application/octet-stream', randomBytes(400, random))?.confidence).toBe(0.6);
  });

  it('leaves downloads of undeclared type alone, and bodies whose type explains uniform bytes', () => {
    expect(answer('application/octet-stream', randomBytes(400, random))).toBeUndefined();
    for (const type of ['image/jpeg', 'video/mp4', 'application/zip', 'multipart/form-data; boundary=x']) {
      expect(post(type, randomBytes(400, random))).toBeUndefined();
    }
  });

  it('leaves declared codings, ranges and upgrades alone', () => {
    for (const header of ['Content-Encoding: br', 'content-range: bytes 5-9/10', 'Upgrade: websocket']) {
      expect(answer('text/html', randomBytes(400, random), `${header}\r\n`)).toBeUndefined();
    }
    expect(answer('text/html', randomBytes(400, random), 'Content-Encoding: identity\r\n')).toBeDefined();
  });

  it('leaves compressed bodies alone even when nobody declared them', () => {
    const body = gzipSync(Array.from({ length: 300 }, () => Math.floor(random() * 1e9)).join(','));
    expect(post('application/json', body)).toBeUndefined();
    expect(post(undefined, body)).toBeUndefined();
  });

  it('says with numbers what it saw, and never "encrypted"', () => {
    const [reason] = post('application/json', randomBytes(400, random))?.reasons ?? [];
    expect(reason).toMatch(
      /request body declares the type application\/json.* 400 bytes are uniform \(entropy 7\.\d+ bits, z -?\d/,
    );
    expect(reason).not.toContain('encrypted');
  });

  it('is found as base64 in JSON, with the share of the body', () => {
    const data = Buffer.from(randomBytes(300, random)).toString('base64');
    expect(post('application/json', Buffer.from(`{"d":"${data}"}`))).toMatchObject({
      class: 'embedded',
      confidence: 0.75,
    });
    const words = JSON.stringify({ text: 'nothing to hide in here, only words and more words '.repeat(6) });
    expect(post('application/json', Buffer.from(words))).toBeUndefined();
  });

  it('needs 128 bytes of body, a head that ends, and HTTP', () => {
    expect(post('application/json', randomBytes(127, random))).toBeUndefined();
    const headless = finishedFlow([
      { from: 'orig', bytes: Buffer.concat([Buffer.from('POST / HTTP/1.1\r\nX: '), randomBytes(500, random)]) },
    ]);
    expect(findEmbeddedCiphertext(headless, facts({}))).toBeUndefined();
    expect(findEmbeddedCiphertext(headless, { service: 'dns', kind: 'cleartext', reason: 'DNS' })).toBeUndefined();
  });

  it('cuts a type that is long: it comes from the capture', () => {
    const reason = post(`text/${'x'.repeat(3000)}`, randomBytes(900, random))?.reasons[0] ?? '';
    expect(reason.length).toBeLessThan(400);
  });
});
