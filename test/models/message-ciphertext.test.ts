import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createFeatureRow, measureFlow } from '../../src/features/feature-registry.ts';
import type { FinishedFlow } from '../../src/flows/finished-flow.ts';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { judgeEncryption } from '../../src/models/encryption-class.ts';
import { judgeMessages } from '../../src/models/message-ciphertext.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { noiseBytes } from '../support/noise-bytes.ts';
import { webSocketFrame, webSocketUpgrade } from '../support/websocket-bytes.ts';

const judge = (flow: FinishedFlow) => {
  const row = createFeatureRow();
  measureFlow(flow, row);
  return judgeEncryption(flow, recogniseService(flow), row);
};
const text = (words: string) => new Uint8Array(Buffer.from(words));
const coded = (seed: number) =>
  text(JSON.stringify({ v: 1, c: Buffer.from(noiseBytes(300, seed)).toString('base64') }));
const json = () => text('{"temperature":21.5,"humidity":40} '.repeat(9));

const CONNECT = Uint8Array.from([0x10, 14, 0, 4, ...Buffer.from('MQTT'), 4, 2, 0, 60, 0, 2, 0x69, 0x64]);
const publishing = (payload: (seed: number) => Uint8Array) => {
  const packet = (seed: number) => {
    const body = payload(seed);
    const length = body.length + 3;
    return Uint8Array.from([0x30, 0x80 | (length & 127), length >> 7, 0, 1, 0x74, ...body]);
  };
  return finishedFlow([
    { from: 'orig', bytes: CONNECT },
    { from: 'resp', bytes: Uint8Array.from([0x20, 2, 0, 0]) },
    ...[1, 2, 3].map((seed) => ({ from: 'orig' as const, bytes: packet(seed) })),
  ]);
};
const speaking = (body: (seed: number) => Uint8Array) =>
  finishedFlow([
    ...webSocketUpgrade(),
    ...[1, 2, 3].map((seed) => ({ from: 'orig' as const, bytes: webSocketFrame(1, body(seed), [9, 200, 31, 77]) })),
  ]);

test('publications that are uniform, or base64 of such bytes, are embedded ciphertext', () => {
  const sealed = judge(publishing((seed) => noiseBytes(300, seed)));
  expect(sealed).toMatchObject({ class: 'embedded', scheme: 'mqtt' });
  expect(sealed.reasons[0]).toContain('what it publishes is judged alone');
  expect(judge(publishing(coded)).reasons[0]).toMatch(/of its 3 publications, \d\d % of it are base64 fields/);
});

test('publications of text or gzip stay cleartext', () => {
  expect(judge(publishing(json)).class).toBe('cleartext');
  const zipped = () => gzipSync(Array.from({ length: 300 }, (_, i) => `${i * 7919}`).join(','));
  expect(judge(publishing(zipped)).class).toBe('cleartext');
});

test('text messages of WebSocket are embedded where they consist of coded ciphertext, and only there', () => {
  expect(judge(speaking(coded))).toMatchObject({ class: 'embedded', scheme: 'websocket' });
  expect(judge(speaking(json)).class).toBe('cleartext');
});

test('other services are not asked', () => {
  const facts = { service: 'smtp', kind: 'cleartext', reason: 'SMTP' } as const;
  expect(
    judgeMessages(publishing(coded), facts, () => ({ class: 'custom', confidence: 1, reasons: [] })),
  ).toBeUndefined();
});
