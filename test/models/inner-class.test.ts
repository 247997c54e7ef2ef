import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createFeatureRow, measureFlow } from '../../src/features/feature-registry.ts';
import type { FinishedFlow } from '../../src/flows/finished-flow.ts';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { judgeEncryption } from '../../src/models/encryption-class.ts';
import { judgeImitation, judgeWebSocket } from '../../src/models/inner-class.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { noiseBytes } from '../support/noise-bytes.ts';
import { flowOfRecords, joined, tlsRecord } from '../support/tls-records.ts';
import { webSocketFrame, webSocketUpgrade } from '../support/websocket-bytes.ts';

const judge = (flow: FinishedFlow) => {
  const row = createFeatureRow();
  measureFlow(flow, row);
  return judgeEncryption(flow, recogniseService(flow), row);
};
const both = (body: (seed: number) => Uint8Array) =>
  flowOfRecords([
    { from: 'orig', bytes: joined(tlsRecord(23, body(1)), tlsRecord(23, body(2))) },
    { from: 'resp', bytes: joined(tlsRecord(23, body(3)), tlsRecord(23, body(4))) },
  ]);

test('ciphertext in records that are no TLS is custom, and the disguise is the first reason', () => {
  const record = judge(both((seed) => noiseBytes(600, seed)));
  expect(record).toMatchObject({ class: 'custom', scheme: 'fake-tls' });
  expect(record.reasons[0]).toBe(
    'TLS record headers, but no TLS handshake: application_data_first; what its records hold is judged alone, and offsets are in that',
  );
});

test('text in such records stays text', () => {
  const text = new Uint8Array(Buffer.from('{"user":"anna","items":[1,2,3]} '.repeat(12)));
  expect(judge(both(() => text))).toMatchObject({ class: 'cleartext' });
});

test('the judge sees the flow without its record headers', () => {
  const flow = both(() => Uint8Array.of(1, 2, 3));
  const facts = recogniseService(flow);
  if (facts === undefined) throw new Error('not recognised');
  judgeImitation(flow, facts, (inner) => {
    expect([...inner.orig.prefix]).toEqual([1, 2, 3, 1, 2, 3]);
    return { class: 'unknown', confidence: 0, reasons: [] };
  });
});

test('ciphertext behind an upgrade that only dresses as WebSocket is custom', () => {
  const raw = finishedFlow([
    ...webSocketUpgrade(),
    { from: 'orig', bytes: noiseBytes(500, 3) },
    { from: 'resp', bytes: noiseBytes(500, 4) },
  ]);
  expect(judge(raw)).toMatchObject({ class: 'custom', scheme: 'fake-websocket' });
});

const KEY = [0x51, 0x93, 0x2e, 0xc4];
const webSocket = (opcode: number, body: (seed: number) => Uint8Array) =>
  finishedFlow([
    ...webSocketUpgrade(),
    ...[1, 2, 3].flatMap((seed) => [
      { from: 'orig' as const, bytes: webSocketFrame(opcode, body(seed), KEY) },
      { from: 'resp' as const, bytes: webSocketFrame(opcode, body(seed + 10)) },
    ]),
  ]);

test('ciphertext in binary WebSocket messages is embedded; plain or compressed bytes and text are not', () => {
  expect(judge(webSocket(2, (seed) => noiseBytes(400, seed)))).toMatchObject({
    class: 'embedded',
    scheme: 'websocket',
  });
  const json = new Uint8Array(Buffer.from('{"temperature":21.5,"humidity":40} '.repeat(10)));
  expect(judge(webSocket(2, () => json)).class).toBe('cleartext');
  expect(judge(webSocket(2, () => new Uint8Array(gzipSync(noiseBytes(500))))).class).toBe('cleartext');
  expect(judge(webSocket(1, () => json)).class).toBe('cleartext');
  expect(
    judgeWebSocket(
      webSocket(1, () => json),
      { service: 'websocket', kind: 'cleartext', reason: '' },
      () => {
        throw new Error('nothing to judge');
      },
    ),
  ).toBeUndefined();
});
