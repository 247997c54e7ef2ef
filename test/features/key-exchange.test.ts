import { createECDH, generateKeyPairSync } from 'node:crypto';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { describe, expect, it } from 'vitest';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';

const point = createECDH('prime256v1').generateKeys();
const key = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'der' }) as Buffer;

function opening(orig: Uint8Array, resp: Uint8Array): SentMessage[] {
  return [
    { from: 'orig', bytes: orig },
    { from: 'resp', bytes: resp },
  ];
}

describe('a key exchange', () => {
  it('is counted per direction: first messages, coded keys and points', () => {
    const { number } = measured(finishedFlow(opening(Buffer.concat([Buffer.of(0, 65), point]), key)));
    expect(number('exchange.first_message_bytes.orig')).toBe(67);
    expect(number('exchange.first_message_bytes.resp')).toBe(44);
    expect(number('exchange.curve_points.orig')).toBe(1);
    expect(number('exchange.public_keys.orig')).toBe(0);
    expect(number('exchange.curve_points.resp')).toBe(0);
    expect(number('exchange.public_keys.resp')).toBe(1);
    expect(number('exchange.symmetric_opening')).toBe(0);
  });

  it('of bare keys is counted with the positions that were tried, and has the bits of its chance', () => {
    const raw = key.subarray(-32);
    const both = measured(finishedFlow(opening(raw, raw)));
    expect(both.number('exchange.bare_keys.orig')).toBe(1);
    expect(both.number('exchange.key_positions.resp')).toBe(1);
    expect(both.number('exchange.key_bits')).toBe(10);
    expect(both.row.keys.map(({ algorithm, fromOriginator }) => [algorithm, fromOriginator])).toEqual([
      ['x25519', 1],
      ['x25519', 0],
    ]);
    const hello = Buffer.from('hello, this is text');
    expect(measured(finishedFlow(opening(hello, hello))).number('exchange.bare_keys.orig')).toBeNaN();
    expect(measured(finishedFlow(opening(point, hello))).number('exchange.key_bits')).toBe(246);
  });

  it('with ML-KEM is counted from the bytes on that hold a key', () => {
    const { publicKey } = ml_kem768.keygen();
    const { number } = measured(finishedFlow(opening(publicKey, point)));
    expect(number('exchange.ml_kem_keys.orig')).toBe(1);
    expect(number('exchange.ml_kem_keys.resp')).toBeNaN();
  });

  it('opens symmetrically when both first messages are as long, from sixteen bytes on', () => {
    const symmetric = (bytes: number) =>
      measured(finishedFlow(opening(new Uint8Array(bytes), new Uint8Array(bytes)))).number(
        'exchange.symmetric_opening',
      );
    expect(symmetric(32)).toBe(1);
    expect(symmetric(15)).toBe(0);
  });

  it('cannot say how a flow opened that only one side spoke in', () => {
    const { number } = measured(finishedFlow([{ from: 'orig', bytes: point }]));
    expect(number('exchange.symmetric_opening')).toBeNaN();
    expect(number('exchange.first_message_bytes.resp')).toBeNaN();
    expect(number('exchange.curve_points.resp')).toBeNaN();
    expect(number('exchange.curve_points.orig')).toBe(1);
  });

  it('is not looked for in TLS record streams and QUIC, whose key shares belong to the standard', () => {
    const records = { count: 1, lengths: Uint16Array.of(100), types: Uint8Array.of(22) };
    const tls = measured(finishedFlow(opening(point, point), { origTlsRecords: records }));
    expect(tls.number('exchange.curve_points.resp')).toBeNaN();
    const initial = Buffer.concat([Buffer.of(0xc3, 0, 0, 0, 1), point]);
    const quic = measured(finishedFlow(opening(initial, point), { protocol: 17 }));
    expect(quic.number('exchange.curve_points.orig')).toBeNaN();
    const unknownVersion = Buffer.concat([Buffer.of(0xc3, 9, 9, 9, 9), point]);
    const other = measured(finishedFlow(opening(unknownVersion, point), { protocol: 17 }));
    expect(other.number('exchange.curve_points.orig')).toBe(1);
  });
});
