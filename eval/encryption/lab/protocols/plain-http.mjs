// Plain HTTP that looks random and is not ciphertext of the app: compressed bodies, media, encrypted archives as downloads, tokens and cookies.

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { jsonText } from '../content.mjs';
import { drawSize } from '../random.mjs';
import { compress } from './compression.mjs';
import { exchange } from './sealed-http.mjs';

const CODINGS = { gzip: 'gzip', zlib: 'deflate', brotli: 'br', zstd: 'zstd' };
const TYPES = {
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  webm: 'video/webm',
  mp4: 'video/mp4',
  flac: 'audio/flac',
};

/** Bodies compressed both ways; declared in Content-Encoding, or handed over as octets. */
export const compressedHttp = {
  transport: 'http',
  handle: ({ params, draw }) => answering(() => compressedBody(params, draw, params.down)),
  client: (context) => rounds(context, ({ params, draw }) => compressedBody(params, draw, params.up)),
};

export const mediaHttp = {
  transport: 'http',
  handle: ({ params, files, draw }) =>
    answering(() => [
      { 'Content-Type': params.typed ? TYPES[params.format] : 'application/octet-stream' },
      draw.pick(files),
    ]),
  client: (context) => rounds(context, () => undefined),
};

export const archiveHttp = {
  transport: 'http',
  handle: ({ params, files, draw }) =>
    answering(() => [
      { 'Content-Type': params.type, 'Content-Disposition': `attachment; filename="backup.${params.format}"` },
      draw.pick(files),
    ]),
  client: (context) => rounds(context, () => undefined),
};

/** Session cookies, bearer tokens, ETags, device ids: random values that every app has. */
export const tokenHttp = {
  transport: 'http',
  handle: ({ params, draw }) =>
    answering(() => [
      {
        'Content-Type': 'application/json',
        ETag: `"${randomBytes(16).toString('hex')}"`,
        'Set-Cookie': `sid=${randomBytes(48).toString('base64url')}; Path=/; HttpOnly`,
      },
      JSON.stringify({
        token: jwt(draw),
        refresh: randomBytes(32).toString('base64url'),
        csrf: randomUUID(),
        items: JSON.parse(jsonText(draw, drawSize(draw, params.down))),
      }),
    ]),
  client: (context) =>
    rounds(context, ({ params, draw }) => [
      {
        Authorization: `Bearer ${jwt(draw)}`,
        Cookie: `sid=${randomBytes(48).toString('base64url')}; _ga=GA1.2.${draw.whole(1e8, 9e8)}`,
        'X-Device-Id': randomUUID(),
        'Content-Type': 'application/json',
      },
      jsonText(draw, drawSize(draw, params.up)),
    ]),
};

function compressedBody({ coding, declared }, draw, sizes) {
  const body = compress(coding, Buffer.from(jsonText(draw, drawSize(draw, sizes))));
  return [
    declared
      ? { 'Content-Type': 'application/json', 'Content-Encoding': CODINGS[coding] }
      : { 'Content-Type': 'application/octet-stream' },
    body,
  ];
}

function answering(make) {
  return async (request, response) => {
    await buffer(request);
    const [headers, body] = make();
    response.writeHead(200, headers);
    response.end(body);
  };
}

async function rounds(context, make) {
  const { address, port, agent, params, pause } = context;
  for (let round = 0; round < params.rounds; round++) {
    const made = make(context);
    const [headers, body] = made ?? [{}, undefined];
    await exchange({
      address,
      port,
      agent,
      path: params.path,
      method: made === undefined ? 'GET' : 'POST',
      headers,
      body,
    });
    await pause();
  }
}

/** A JSON Web Token with an RS256-sized signature (RFC 7519). */
function jwt(draw) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    sub: createHash('sha256')
      .update(String(draw.whole(0, 1e6)))
      .digest('hex'),
    iat: 1_790_000_000,
    scope: 'read write',
  };
  return `${part({ alg: 'RS256', typ: 'JWT', kid: randomUUID() })}.${part(claims)}.${randomBytes(256).toString('base64url')}`;
}
