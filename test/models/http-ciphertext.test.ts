import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findHttpCiphertext } from '../../src/models/http-ciphertext.ts';
import { HTTP2_PREFACE } from '../../src/parse/http2-headers.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { data, grpcMessage, headers } from '../support/http2-bytes.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(61);

function post(type: string | undefined, body: Uint8Array, extra = '') {
  const head = `POST /u HTTP/1.1\r\nHost: x.example\r\n${type === undefined ? '' : `Content-Type: ${type}\r\n`}${extra}\r\n`;
  const flow = finishedFlow([
    { from: 'orig', bytes: Buffer.concat([Buffer.from(head), body]) },
    { from: 'resp', bytes: Buffer.from('HTTP/1.1 204 No Content\r\n\r\n') },
  ]);
  return findHttpCiphertext(flow);
}

function answer(type: string, body: Uint8Array, extra = '') {
  const flow = finishedFlow([
    { from: 'orig', bytes: Buffer.from('GET / HTTP/1.1\r\n\r\n') },
    {
      from: 'resp',
      bytes: Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n${extra}\r\n`), body]),
    },
  ]);
  return findHttpCiphertext(flow);
}

function randomText(): string {
  return Buffer.from(randomBytes(200, random)).toString('hex');
}

/** Calls of gRPC on one connection of HTTP/2, a stream each, and the same bodies as answers. */
function calls(type: string, bodies: readonly Uint8Array[], isAnswer = false) {
  const frames = bodies.flatMap((body, i) => [
    headers(2 * i + 1, { 'content-type': type }),
    data(2 * i + 1, type.startsWith('application/grpc') ? grpcMessage(body) : body),
  ]);
  const flow = finishedFlow([
    { from: 'orig', bytes: Buffer.concat([Buffer.from(HTTP2_PREFACE), ...(isAnswer ? [] : frames)]) },
    { from: 'resp', bytes: Buffer.concat([headers(1, { ':status': '200' }), ...(isAnswer ? frames : [])]) },
  ]);
  return findHttpCiphertext(flow);
}

describe('ciphertext inside HTTP', () => {
  it('is found in the calls of gRPC and the bodies of HTTP/2 as well', () => {
    const sealed = Array.from({ length: 4 }, () => randomBytes(120, random));
    expect(calls('application/grpc', sealed)).toMatchObject({ class: 'embedded', scheme: 'http', confidence: 0.75 });
    expect(calls('application/json', sealed, true)).toMatchObject({ class: 'embedded', confidence: 0.82 });
    const texts = sealed.map(
      (_, i) => new Uint8Array(Buffer.from(`{"call":${i},"name":"${'alpha beta '.repeat(9)}"}`)),
    );
    expect(calls('application/grpc', texts)).toBeUndefined();
    expect(
      calls(
        'application/grpc',
        sealed.map(() => new Uint8Array(gzipSync(randomText()))),
      ),
    ).toBeUndefined();
  });

  it.each([
    'text/html; charset=utf-8',
    'application/json',
    'application/x-www-form-urlencoded',
    'application/soap+xml',
  ])('is a uniform body under the type %s, in requests and answers', (type) => {
    expect(post(type, randomBytes(400, random))).toMatchObject({ class: 'embedded', scheme: 'http', confidence: 0.82 });
    expect(answer(type, randomBytes(400, random))).toMatchObject({ class: 'embedded' });
  });

  it('is less sure of an upload that declares nothing', () => {
    expect(post(undefined, randomBytes(400, random))?.confidence).toBe(0.75);
    expect(post('application/octet-stream', randomBytes(400, random))?.confidence).toBe(0.75);
  });

  it('leaves downloads of undeclared type alone, and bodies whose type explains uniform bytes', () => {
    expect(answer('application/octet-stream', randomBytes(400, random))).toBeUndefined();
    for (const type of ['image/heic', 'video/mp4', 'application/zip', 'multipart/form-data; boundary=x']) {
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
      confidence: 0.89,
    });
    const words = JSON.stringify({ text: 'nothing to hide in here, only words and more words '.repeat(6) });
    expect(post('application/json', Buffer.from(words))).toBeUndefined();
  });

  it('needs 128 bytes of body and a head that ends', () => {
    expect(post('application/json', randomBytes(127, random))).toBeUndefined();
    const headless = finishedFlow([
      { from: 'orig', bytes: Buffer.concat([Buffer.from('POST / HTTP/1.1\r\nX: '), randomBytes(500, random)]) },
    ]);
    expect(findHttpCiphertext(headless)).toBeUndefined();
  });

  it('cuts a type that is long: it comes from the capture', () => {
    const reason = post(`text/${'x'.repeat(3000)}`, randomBytes(900, random))?.reasons[0] ?? '';
    expect(reason.length).toBeLessThan(400);
  });

  it('is an image that does not begin as its type does, and no image that does', () => {
    const bytes = randomBytes(400, random);
    expect(post('image/png', bytes)?.reasons[0]).toContain('the type image/png without its magic');
    expect(answer('image/jpeg', bytes)).toMatchObject({ class: 'embedded', confidence: 0.82 });
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), bytes]);
    expect(post('image/png', png)).toBeUndefined();
    expect(answer('image/png', png)).toBeUndefined();
  });

  it('takes a request behind a GET for no body of it', () => {
    const path = Buffer.from(randomBytes(400, random)).toString('base64url');
    const get = Buffer.from(`GET /p?signature=${path} HTTP/1.1\r\nHost: x.example\r\n\r\n`);
    expect(findHttpCiphertext(finishedFlow([{ from: 'orig', bytes: Buffer.concat([get, get]) }]))).toBeUndefined();
  });

  it('is found in small bodies of one connection together', () => {
    const small = () => {
      const head = 'POST /u HTTP/1.1\r\nContent-Type: application/octet-stream\r\nContent-Length: 60\r\n\r\n';
      return Buffer.concat([Buffer.from(head), randomBytes(60, random)]);
    };
    const flow = finishedFlow([{ from: 'orig', bytes: Buffer.concat(Array.from({ length: 5 }, small)) }]);
    expect(findHttpCiphertext(flow)?.reasons[0]).toMatch(/^the first 5 request bodies declare/);
  });

  it('is what follows an upgrade that leads to no protocol known', () => {
    const head = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
    const upgraded = (bytes: Uint8Array) =>
      findHttpCiphertext(finishedFlow([{ from: 'resp', bytes: Buffer.concat([Buffer.from(head), bytes]) }]));
    expect(upgraded(randomBytes(400, random))?.reasons[0]).toContain('behind an upgrade');
    expect(upgraded(Buffer.from('plain words after the upgrade '.repeat(20)))).toBeUndefined();
  });
});
