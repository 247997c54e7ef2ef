import { expect, test } from 'vitest';
import { createFeatureRow, measureFlow } from '../../src/features/feature-registry.ts';
import type { FinishedFlow } from '../../src/flows/finished-flow.ts';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { judgeEncryption } from '../../src/models/encryption-class.ts';
import { judgeImitation } from '../../src/models/imitation-class.ts';
import { noiseBytes } from '../support/noise-bytes.ts';
import { flowOfRecords, joined, tlsRecord } from '../support/tls-records.ts';

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
  expect(record.reasons[0]).toBe('TLS record headers, but no TLS handshake: application_data_first');
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
