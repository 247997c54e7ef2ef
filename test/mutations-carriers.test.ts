// Ciphertext in each carrier that is read for it, and in the same place what would explain it: compressed content, plain content.

import { createCipheriv } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { recogniseService } from '../src/flows/service-registry.ts';
import { judgeEncryption } from '../src/models/encryption-class.ts';
import { finishedFlow, type SentMessage } from './support/finished-flow.ts';
import { measured } from './support/measured.ts';
import { randomBytes, randomNumbers } from './support/random-bytes.ts';
import { flowOfRecords, tlsRecord } from './support/tls-records.ts';
import { webSocketFrame, webSocketUpgrade } from './support/websocket-bytes.ts';

const random = randomNumbers(808);
const orig = (...parts: (Uint8Array | string)[]): SentMessage => ({
  from: 'orig',
  bytes: Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))),
});
const rows = (count: number) =>
  Buffer.from(
    JSON.stringify(Array.from({ length: count }, () => ({ id: Math.floor(random() * 1e9), event: 'opened' }))),
  );
let made = 0;
/** Of another length each time, as content is. */
const plain = () => rows(8 + (made++ % 4));
const CONTENTS: Readonly<Record<string, () => Buffer>> = {
  plain,
  gzip: () => gzipSync(rows(24 + (made++ % 5))),
  sealed: () => createCipheriv('aes-128-ctr', randomBytes(16, random), randomBytes(16, random)).update(plain()),
};

const base64 = (bytes: Buffer) => bytes.toString('base64url');
const json = (bytes: Buffer) => Buffer.from(JSON.stringify({ v: 1, c: bytes.toString('base64') }));
const get = (target: string, field = '') => orig(`GET ${target} HTTP/1.1\r\nHost: x.example\r\n${field}\r\n`);
const post = (type: string, body: Buffer) =>
  orig(`POST /u HTTP/1.1\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`, body);
const several = (one: () => SentMessage): SentMessage[] => [one(), one(), one()];
const published = (body: Buffer): SentMessage => {
  const length = body.length + 3;
  return orig(Buffer.of(0x30, 0x80 | (length & 127), length >> 7, 0, 1, 0x74), body);
};
const mqtt = (messages: SentMessage[]): SentMessage[] => [
  orig(Buffer.from('100e00044d5154540402003c00026964', 'hex')),
  { from: 'resp', bytes: Uint8Array.of(0x20, 2, 0, 0) },
  ...messages,
];
const MASK = [9, 200, 31, 77];

/** The messages that carry `content`, another each time it is asked. */
const CARRIERS: Readonly<Record<string, (content: () => Buffer) => SentMessage[]>> = {
  'the body of an HTTP request': (content) => [post('application/json', content())],
  'a field of a JSON body': (content) => [post('application/json', json(content()))],
  'the query of HTTP requests': (content) => several(() => get(`/p?d=${base64(content())}`)),
  'the path of HTTP requests': (content) => several(() => get(`/p/${base64(content())}`)),
  'a cookie of HTTP requests': (content) => several(() => get('/p', `Cookie: d=${base64(content())}\r\n`)),
  'a field in the heads of HTTP requests': (content) => several(() => get('/p', `X-Data: ${base64(content())}\r\n`)),
  'binary messages of WebSocket': (content) => [
    ...webSocketUpgrade(),
    ...several(() => orig(webSocketFrame(2, content(), MASK))),
  ],
  'text messages of WebSocket': (content) => [
    ...webSocketUpgrade(),
    ...several(() => orig(webSocketFrame(1, json(content()), MASK))),
  ],
  'publications of MQTT': (content) => mqtt(several(() => published(content()))),
  'JSON that MQTT publishes': (content) => mqtt(several(() => published(json(content())))),
  'records that imitate TLS': (content) => [orig(tlsRecord(23, content()), tlsRecord(23, content()))],
};

function classOf(messages: SentMessage[], isRecords: boolean): string {
  const flow = isRecords ? flowOfRecords(messages) : finishedFlow(messages);
  return judgeEncryption(flow, recogniseService(flow), measured(flow).row).class;
}

describe.each(Object.entries(CARRIERS))('%s', (name, carry) => {
  const of = (content: string) => classOf(carry(CONTENTS[content] as () => Buffer), name.endsWith('TLS'));

  it('is ciphertext where it carries some', () => {
    expect(of('sealed')).toBe(name.endsWith('TLS') ? 'custom' : 'embedded');
  });

  it.each(['plain', 'gzip'])('is none where that is %s', (content) => {
    expect(['custom', 'embedded']).not.toContain(of(content));
  });
});
