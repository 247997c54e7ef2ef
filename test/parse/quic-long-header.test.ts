import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readQuicLongHeader } from '../../src/parse/quic-long-header.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const read = (hex: string) => readQuicLongHeader(bytes(hex));
const payload = (length: number) => 'ab'.repeat(length);
/** RFC 9001 appendix A.2: the header of the client's first packet. */
const INITIAL = `c000000001088394c8f03e5157080000449e${payload(0x49e)}`;

test('the example packet of RFC 9001 is a version 1 Initial that fills its datagram', () => {
  const header = read(INITIAL);
  expect(header).toMatchObject({
    ok: true,
    value: { version: 1, versionName: '1', type: 'initial', packetNumberOffset: 18, end: 1200 },
  });
  expect(header.ok && Buffer.from(header.value.destinationId).toString('hex')).toBe('8394c8f03e515708');
  expect(header.ok && header.value.sourceId.length).toBe(0);
});

test('version 2 numbers its packet types differently', () => {
  expect(read(`d06b3343cf01aa00004014${payload(20)}`)).toMatchObject({ value: { type: 'initial', versionName: '2' } });
  expect(read('c06b3343cf01aa0000')).toMatchObject({ value: { type: 'retry' } });
});

test('the token of an Initial is read', () => {
  const header = read(`c3ff00001d02aabb01cc03010203${'4014'}${payload(20)}`);
  expect(header).toMatchObject({ ok: true, value: { versionName: 'draft-29', packetNumberOffset: 16, end: 36 } });
  expect(header.ok && [...header.value.token]).toEqual([1, 2, 3]);
});

test('Version Negotiation is known by a version on offer', () => {
  expect(read('c00000000004aabbccdd000a0a0a0aff00001d00000001')).toMatchObject({
    ok: true,
    value: { version: 0, type: 'version-negotiation', versionName: 'draft-29' },
  });
  expect(read('c00000000004aabbccdd000a0a0a0adeadbeef')).toMatchObject({ ok: false, needMore: false });
  expect(read('c00000000004aabbccdd0000000001ff')).toMatchObject({ ok: false, needMore: false });
});

test('older layouts are read: both id lengths in one byte, and the public header of gQUIC', () => {
  expect(read('c3513034365005b3a6b1c2d4e5f60000')).toMatchObject({ value: { versionName: 'Q046', type: 'initial' } });
  expect(read('ffff00000950112233445566778800')).toMatchObject({ value: { versionName: 'draft-09', type: 'initial' } });
  expect(read('0d112233445566778851303433010000')).toMatchObject({ value: { versionName: 'Q043', type: 'unknown' } });
  expect(read('80ff00000950112233445566778800')).toMatchObject({ ok: false, needMore: false });
});

test('a reserved version counts only where its packet ends with the datagram', () => {
  const forced = `c60a0a0a0a08c18ef59ef8c3c54400004020${payload(32)}`;
  expect(read(forced)).toMatchObject({ ok: true, value: { versionName: 'reserved' } });
  expect(read(`${forced}00`)).toMatchObject({ ok: false, needMore: false });
});

test('short headers, unknown versions and impossible lengths prove nothing', () => {
  expect(read(`40${payload(40)}`)).toMatchObject({ ok: false, needMore: false });
  expect(read(`c0deadbeef${payload(40)}`)).toMatchObject({ ok: false, reason: 'QUIC version' });
  expect(read(`c00000000115${payload(40)}`)).toMatchObject({ ok: false, reason: 'QUIC connection id' });
  expect(read(`800000000100004014${payload(20)}`)).toMatchObject({ ok: false, reason: 'QUIC fixed bit' });
  expect(read(`c000000001000000${'13'}${payload(40)}`)).toMatchObject({ ok: false, reason: 'QUIC length' });
});

test('a packet cut at any byte asks for more', () => {
  const whole = bytes(INITIAL);
  for (let length = 0; length < whole.length; length++) {
    expect(readQuicLongHeader(whole, 0, length)).toMatchObject({ ok: false, needMore: true });
  }
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('00000001', '6b3343cf', 'ff00001d', 'ff000012', 'ff000009', '51303436', '00000000', '0a0a0a0a'),
      fc.uint8Array({ maxLength: 80 }),
      fc.nat(255),
      (version, tail, first) => {
        const read = readQuicLongHeader(new Uint8Array([first, ...Buffer.from(version, 'hex'), ...tail]));
        if (read.ok && read.value.end !== undefined) expect(read.value.end).toBeLessThanOrEqual(5 + tail.length);
      },
    ),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (any) => void readQuicLongHeader(any)));
});

test('drafts 17 to 21 have token and length behind both id lengths in one byte', () => {
  expect(
    read(`c0ff00001550${'11'.repeat(8)}024014${payload(20)}`.replace('024014', '00'.concat('4014'))),
  ).toMatchObject({
    ok: true,
    value: { versionName: 'draft-21', type: 'initial', packetNumberOffset: 17, end: 37 },
  });
});
