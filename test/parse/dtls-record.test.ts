import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DTLS_CIPHERTEXT, DTLS_RECORD_HEADER_BYTES, readDtlsRecord } from '../../src/parse/dtls-record.ts';
import { dtlsRecord } from '../support/dtls-datagrams.ts';

test('a record has type, version, epoch and an end inside the datagram', () => {
  const bytes = dtlsRecord(23, new Uint8Array(20), 0xfeff, 1);
  expect(readDtlsRecord(bytes, 0, bytes.length)).toEqual({
    type: 23,
    version: 0xfeff,
    epoch: 1,
    bodyAt: DTLS_RECORD_HEADER_BYTES,
    end: 33,
  });
  expect(readDtlsRecord(bytes, 0, bytes.length - 1)).toBeUndefined();
  expect(readDtlsRecord(bytes, 33, 33)).toBeUndefined();
});

test('the header of DTLS 1.3 has one or two bytes of number, and a length or the rest of the datagram', () => {
  const cipher = new Uint8Array(40);
  const long = Uint8Array.from([0x2e, 1, 2, 0, 40, ...cipher]);
  expect(readDtlsRecord(long, 0, long.length)).toEqual({
    type: DTLS_CIPHERTEXT,
    version: 0,
    epoch: 2,
    bodyAt: 5,
    end: 45,
  });
  const short = Uint8Array.from([0x23, 1, ...cipher]);
  expect(readDtlsRecord(short, 0, short.length)).toMatchObject({ epoch: 3, bodyAt: 2, end: 42 });
});

test('a record is no longer than the protocol allows, even where the datagram is', () => {
  const largest = dtlsRecord(23, new Uint8Array(18_432));
  expect(readDtlsRecord(largest, 0, largest.length)).toBeDefined();
  const larger = dtlsRecord(23, new Uint8Array(18_433));
  expect(readDtlsRecord(larger, 0, larger.length)).toBeUndefined();
});

test('connection ids, other versions, types and lengths are refused', () => {
  const bytes = dtlsRecord(23, new Uint8Array(20));
  const changed = (at: number, value: number) => bytes.map((byte, i) => (i === at ? value : byte));
  for (const damaged of [
    changed(0, 25),
    changed(0, 27),
    changed(1, 3),
    changed(2, 0xfc),
    changed(12, 0),
    changed(11, 0xff),
  ]) {
    expect(readDtlsRecord(damaged, 0, damaged.length)).toBeUndefined();
  }
  const withId = Uint8Array.from([0x36, ...new Uint8Array(60)]);
  expect(readDtlsRecord(withId, 0, withId.length)).toBeUndefined();
  expect(readDtlsRecord(Uint8Array.from([0x2e, 1, 2, 0, 3, 1, 1, 1, ...new Uint8Array(30)]), 0, 38)).toBeUndefined();
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), fc.nat(50), (bytes, at) => {
      const record = readDtlsRecord(bytes, at, bytes.length);
      if (record !== undefined) expect(record.end).toBeLessThanOrEqual(bytes.length);
    }),
  );
});
