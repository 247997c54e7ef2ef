import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTlsHandshakes, tlsRecordEnd } from '../../src/parse/tls-record.ts';
import { RETRY_SERVER, TLS12_SERVER, TLS13_CLIENT, TLS13_SERVER } from '../support/tls-handshakes.ts';

test('a record ends behind its five bytes of header and its length, wherever the bytes end', () => {
  expect(tlsRecordEnd(TLS13_CLIENT, 0, TLS13_CLIENT.length)).toBe(TLS13_CLIENT.length);
  expect(tlsRecordEnd(TLS13_CLIENT, 0, 5)).toBe(TLS13_CLIENT.length);
  expect(tlsRecordEnd(TLS13_CLIENT, 0, 4)).toBeUndefined();
});

test('records of other types, versions and lengths are not TLS', () => {
  const header = (...bytes: number[]) => tlsRecordEnd(new Uint8Array(bytes), 0, 5);
  expect(header(23, 3, 3, 0x48, 0x00)).toBe(5 + 18_432);
  expect(header(23, 3, 3, 0x48, 0x01)).toBeUndefined();
  expect(header(23, 3, 3, 0, 0)).toBeUndefined();
  expect(header(23, 3, 5, 0, 9)).toBeUndefined();
  expect(header(23, 2, 0, 0, 9)).toBeUndefined();
  expect(header(19, 3, 3, 0, 9)).toBeUndefined();
  expect(header(24, 3, 3, 0, 9)).toBeUndefined();
});

test('a run of handshake records yields its messages and stops at the first other record', () => {
  const run = readTlsHandshakes(TLS12_SERVER);
  expect(run.ok && run.value.messages.map((message) => message.type)).toEqual([2, 11, 12, 14]);
  expect(run.ok && run.value.end).toBe(TLS12_SERVER.length);
  const retry = readTlsHandshakes(RETRY_SERVER);
  expect(retry.ok && retry.value.messages.map((message) => message.wireBytes)).toEqual([88]);
  expect(retry.ok && RETRY_SERVER[retry.value.end]).toBe(20);
});

test('a message that is split over many records comes out as if it had been one', () => {
  const whole = TLS13_CLIENT.subarray(5);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 30 }), (sizes) => {
      const run = readTlsHandshakes(inRecords(whole, sizes));
      expect(run.ok && run.value.messages.length).toBe(1);
      expect(run.ok && Buffer.from(run.value.messages[0].bytes).equals(whole)).toBe(true);
    }),
  );
});

test('a message that is cut short says how long it would have been', () => {
  const run = readTlsHandshakes(TLS13_SERVER.subarray(0, 60));
  expect(run.ok && run.value.messages[0].bytes.length).toBe(55);
  expect(run.ok && run.value.messages[0].wireBytes).toBe(122);
});

test('bytes that are no handshake record are refused, and too few are not judged', () => {
  expect(readTlsHandshakes(new Uint8Array([23, 3, 3, 0, 4, 1, 0, 0, 0]))).toMatchObject({ ok: false, needMore: false });
  expect(readTlsHandshakes(new Uint8Array([22, 3, 3, 0]))).toMatchObject({ ok: false, needMore: true });
});

test('empty messages without end are listed up to sixteen', () => {
  const body = new Uint8Array(4000);
  const run = readTlsHandshakes(inRecords(body, [4000]));
  expect(run.ok && run.value.messages.length).toBe(16);
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(210), (bytes, start) => {
      readTlsHandshakes(new Uint8Array([22, 3, 3, 0, ...bytes]), start);
      tlsRecordEnd(bytes, start, bytes.length);
    }),
  );
});

/** Cuts a handshake message into records of the given sizes; the last one takes the rest. */
function inRecords(message: Uint8Array, sizes: readonly number[]): Uint8Array {
  const records: Uint8Array[] = [];
  let at = 0;
  for (let i = 0; at < message.length; i++) {
    const size = i < sizes.length ? Math.min(sizes[i], message.length - at) : message.length - at;
    records.push(new Uint8Array([22, 3, 1, size >> 8, size & 255]), message.subarray(at, at + size));
    at += size;
  }
  return new Uint8Array(Buffer.concat(records));
}
