import { createECDH, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { findLaterKeys } from '../../src/features/later-keys.ts';
import type { FlowSide } from '../../src/flows/finished-flow.ts';
import { FinishedFlowView } from '../../src/flows/finished-flow-view.ts';
import { flowHash } from '../../src/flows/flow-key.ts';
import { FlowMeter } from '../../src/flows/flow-meter.ts';
import { PacketSource } from '../support/packets.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const spki = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' });
const point = Buffer.concat([Buffer.of(65), createECDH('secp256k1').generateKeys()]);
const jwk = Buffer.from(JSON.stringify(generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' })));
const pem = Buffer.from(generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));
const filler = (count: number) => randomBytes(count, randomNumbers(count));

function side(prefix: Uint8Array, late: FlowSide['late'] = []): FlowSide {
  const bytes = prefix.length;
  return { packets: 1, bytes, payloadBytes: bytes, streamBytes: bytes, missedBytes: 0, prefix, late };
}

const places = (keys: readonly { form: string; offset: number }[]) => keys.map(({ form, offset }) => [form, offset]);

test('keys behind the opening are found at their marks, and their offsets count in the stream', () => {
  const prefix = Buffer.concat([filler(1500), spki, filler(200), point, filler(300)]);
  const keys = findLaterKeys(side(prefix, [{ offset: 9000, bytes: Buffer.concat([jwk, filler(40), pem]) }]), 1024, []);
  expect(places(keys)).toEqual([
    ['spki', 1500],
    ['point', 1500 + spki.length + 201],
    ['jwk', 9000],
    ['pem', 9040 + jwk.length],
  ]);
});

test('a flipped bit of the point leaves nothing', () => {
  const damaged = Buffer.from(spki);
  damaged[60]! ^= 1;
  expect(findLaterKeys(side(Buffer.concat([filler(1500), damaged, filler(99)])), 1024, [])).toEqual([]);
});

test('what is found already, or in two pieces, counts once', () => {
  const prefix = Buffer.concat([filler(1500), spki]);
  const late = [{ offset: 1490, bytes: prefix.subarray(1490) }];
  const keys = findLaterKeys(side(prefix, late), 1024, []);
  expect(places(keys)).toEqual([['spki', 1500]]);
  expect(findLaterKeys(side(prefix, late), 1024, keys)).toEqual([]);
});

/** A connection whose originator sends `segments` in turn; what its view is when it ends. */
function metered(segments: readonly Uint8Array[], see: (view: FinishedFlowView) => void): void {
  const view = new FinishedFlowView();
  const meter = new FlowMeter(10, (own, row) => {
    view.load(own, row, false);
    see(view);
  });
  const source = new PacketSource();
  const ends = { from: '10.0.0.1:40000', to: '10.0.0.2:2000' };
  let sequence = 1;
  for (const payload of segments) {
    const packet = source.view({ ...ends, sequence, payload });
    meter.packet(packet, flowHash(packet), 0);
    sequence += payload.length;
  }
  meter.finish(0);
}

test('a key in a segment behind the prefix, cut by the next one, reaches the features', () => {
  const segments = [filler(3000), filler(3000), Buffer.concat([filler(500), spki.subarray(0, 40)]), spki.subarray(40)];
  let seen = 0;
  metered(segments, ({ orig }) => {
    seen++;
    expect(places(findLaterKeys(orig, 1024, []))).toEqual([['spki', 6500]]);
  });
  expect(seen).toBe(1);
});

test('of a stream of TLS records nothing is kept', () => {
  const record = Buffer.concat([Buffer.from('1703033000', 'hex'), Buffer.alloc(0x3000 - 200, 9), spki]);
  metered([record.subarray(0, 6000), record.subarray(6000)], ({ orig }) => expect(orig.late).toEqual([]));
});
