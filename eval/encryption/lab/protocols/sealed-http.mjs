// Ciphertext in the bodies of plain HTTP: a key wrapped with RSA, then AES, in the shapes that apps give it.

import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { plainBytes } from '../content.mjs';
import { drawSize } from '../random.mjs';

/** Content type and how `{ key, iv, body }` becomes a request's body. */
const SHAPES = {
  json: [
    'application/json',
    ({ key, iv, body }) => JSON.stringify({ k: base64(key), iv: base64(iv), d: base64(body) }),
  ],
  json_hex: [
    'application/json',
    ({ key, iv, body }) => JSON.stringify({ v: 2, data: Buffer.concat([key, iv, body]).toString('hex') }),
  ],
  form: [
    'application/x-www-form-urlencoded',
    ({ key, iv, body }) => new URLSearchParams({ p: base64(Buffer.concat([key, iv, body])) }).toString(),
  ],
  octets: ['application/octet-stream', ({ key, iv, body }) => Buffer.concat([key, iv, body])],
  image: ['image/png', ({ key, iv, body }) => Buffer.concat([key, iv, body])],
  text: ['text/plain', ({ key, iv, body }) => base64(Buffer.concat([key, iv, body]))],
  multipart: ['multipart/form-data; boundary=x7f3a', ({ key, iv, body }) => multipart(Buffer.concat([key, iv, body]))],
};
export const HTTP_SHAPES = Object.keys(SHAPES);

export const sealedHttp = {
  transport: 'http',
  handle({ params, draw, sessionKey }) {
    return async (request, response) => {
      await buffer(request);
      const [type, encode] = SHAPES[params.shape === 'multipart' ? 'json' : params.shape];
      response.setHeader('Content-Type', type);
      response.end(encode(sealedParts(undefined, sessionKey, plainBytes(draw, drawSize(draw, params.down)))));
    };
  },
  async client({ address, port, agent, params, draw, pause, serverRsaKey }) {
    const sessionKey = randomBytes(32);
    for (let round = 0; round < params.rounds; round++) {
      const [type, encode] = SHAPES[params.shape];
      const body = encode(sealedParts(serverRsaKey, sessionKey, plainBytes(draw, drawSize(draw, params.up))));
      await exchange({ address, port, agent, path: params.path, headers: { 'Content-Type': type }, body });
      await pause();
    }
  },
};

/** One request; resolves with `{ status, headers, body }`. */
export async function exchange({ address, port, agent, path, method = 'POST', headers = {}, body }) {
  const all = { Host: 'api.example', 'User-Agent': 'okhttp/4.12.0', ...headers };
  const request = httpRequest({ host: address, port, agent, path, method, headers: all });
  request.end(body);
  const [response] = await once(request, 'response');
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

/** With `rsaKey` the session key goes along, wrapped. AES-256-CBC, or GCM where it does not. */
function sealedParts(rsaKey, sessionKey, plain) {
  const key =
    rsaKey === undefined
      ? Buffer.alloc(0)
      : publicEncrypt({ key: rsaKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, sessionKey);
  const iv = randomBytes(16);
  const encipher = createCipheriv('aes-256-cbc', sessionKey, iv);
  return { key, iv, body: Buffer.concat([encipher.update(plain), encipher.final()]) };
}

function multipart(bytes) {
  const head =
    '--x7f3a\r\nContent-Disposition: form-data; name="report"; filename="r.bin"\r\nContent-Type: application/octet-stream\r\n\r\n';
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--x7f3a--\r\n')]);
}

function base64(bytes) {
  return bytes.toString('base64');
}
