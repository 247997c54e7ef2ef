import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DtlsHandshakes } from '../../src/parse/dtls-handshake.ts';
import { DTLS_RECORD_HEADER_BYTES } from '../../src/parse/dtls-record.ts';
import { dtlsFragment } from '../support/dtls-datagrams.ts';

const body = Uint8Array.from({ length: 100 }, (_, i) => i);
const add = (handshakes: DtlsHandshakes, record: Uint8Array) =>
  handshakes.add(record, DTLS_RECORD_HEADER_BYTES, record.length);

test('fragments in any order make a message with the header that TLS has', () => {
  const handshakes = new DtlsHandshakes();
  expect(add(handshakes, dtlsFragment(1, 0, body, 60))).toBe(true);
  expect(handshakes.messages[0]?.bytes).toHaveLength(4);
  expect(add(handshakes, dtlsFragment(1, 0, body, 0, 70))).toBe(true);
  expect(handshakes.messages).toEqual([{ type: 1, wireBytes: 104, bytes: Uint8Array.from([1, 0, 0, 100, ...body]) }]);
});

test('messages stand in the order of their numbers', () => {
  const handshakes = new DtlsHandshakes();
  add(handshakes, dtlsFragment(11, 2, body));
  add(handshakes, dtlsFragment(2, 1, body));
  expect(handshakes.messages.map(({ type }) => type)).toEqual([2, 11]);
});

test('a fragment that leaves its message, or contradicts one that is known, is refused', () => {
  const handshakes = new DtlsHandshakes();
  const record = dtlsFragment(1, 0, body, 0, 50);
  record[DTLS_RECORD_HEADER_BYTES + 8] = 80;
  expect(add(handshakes, record)).toBe(false);
  expect(handshakes.messages).toEqual([]);
  add(handshakes, dtlsFragment(1, 0, body, 0, 50));
  add(handshakes, dtlsFragment(2, 0, body, 50));
  expect(handshakes.messages[0]?.bytes).toHaveLength(54);
});

test('no more than sixteen messages are held', () => {
  const handshakes = new DtlsHandshakes();
  for (let i = 0; i < 30; i++) add(handshakes, dtlsFragment(1, i, body));
  expect(handshakes.messages).toHaveLength(16);
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void new DtlsHandshakes().add(bytes, 0, bytes.length)),
  );
});
