// The first message of a Signal session as libsignal writes it: version, then a protobuf of keys, ids and the first ratchet message.

import { generateKeyPairSync } from 'node:crypto';
import { noiseBytes } from './noise-bytes.ts';

export function rawX25519(): Buffer {
  const der = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'der' }) as Buffer;
  return der.subarray(-32);
}

export function preKeyMessage({ kem = 0, text = 120 }: { kem?: number; text?: number } = {}): Buffer {
  const bytes = (field: number, value: Uint8Array) =>
    Buffer.concat([Buffer.from([(field << 3) | 2]), varint(value.length), value]);
  const number = (field: number, value: number) => Buffer.concat([Buffer.from([field << 3]), varint(value)]);
  const key = () => Buffer.concat([Buffer.from([5]), rawX25519()]);
  return Buffer.concat([
    Buffer.from([kem > 0 ? 0x44 : 0x33]),
    number(1, 4711),
    bytes(2, key()),
    bytes(3, key()),
    bytes(4, noiseBytes(text, 5)),
    number(5, 9001),
    number(6, 17),
    ...(kem > 0 ? [number(7, 3), bytes(8, noiseBytes(kem, 6))] : []),
  ]);
}

function varint(value: number): Buffer {
  const out: number[] = [];
  let left = value;
  for (; left >= 0x80; left >>>= 7) out.push((left & 0x7f) | 0x80);
  return Buffer.from([...out, left]);
}
