import { expect, test } from 'vitest';
import { withoutTlsHeaders } from '../../src/flows/tls-record-bodies.ts';
import { flowOfRecords, joined, tlsRecord } from '../support/tls-records.ts';

const one = Uint8Array.of(1, 2, 3);
const two = Uint8Array.of(4, 5);

test('application data is put together, a message a record', () => {
  const inner = withoutTlsHeaders(
    flowOfRecords([
      { from: 'orig', bytes: joined(tlsRecord(22, two), tlsRecord(23, one), tlsRecord(23, two)) },
      { from: 'resp', bytes: tlsRecord(23, two) },
    ]),
  );
  expect([...inner.orig.prefix]).toEqual([1, 2, 3, 4, 5]);
  expect([...inner.resp.prefix]).toEqual([4, 5]);
  expect(inner.messages.count).toBe(3);
  expect([...inner.messages.bytes]).toEqual([3, 2, 2]);
  expect([...inner.messages.prefixOffset]).toEqual([0, 3, 0]);
  expect([...inner.messages.fromOriginator]).toEqual([1, 1, 0]);
  expect(inner.origTlsRecords.count).toBe(0);
});

test('without application data every record counts, up to the first that does not chain', () => {
  const inner = withoutTlsHeaders(
    flowOfRecords([{ from: 'orig', bytes: joined(tlsRecord(22, one), Uint8Array.of(9, 9, 9, 9, 9, 9)) }]),
  );
  expect([...inner.orig.prefix]).toEqual([1, 2, 3]);
});
