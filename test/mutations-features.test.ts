// Each feature that finds something, by the messages that show it and the same ones without its cause. A feature of these families without a pair
// here fails.

import { createCipheriv, createECDH, generateKeyPairSync } from 'node:crypto';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { describe, expect, it } from 'vitest';
import { FEATURE_FAMILIES } from '../src/features/feature-registry.ts';
import { NOISE_SHAPES } from '../src/features/shape-table.ts';
import { finishedFlow, type SentMessage } from './support/finished-flow.ts';
import { measured } from './support/measured.ts';
import { randomBytes, randomNumbers } from './support/random-bytes.ts';
import { rawX25519 } from './support/signal-bytes.ts';

const random = randomNumbers(909);
const sealed = (bytes: number) => Buffer.from(randomBytes(bytes, random));
const orig = (...parts: Uint8Array[]): SentMessage => ({ from: 'orig', bytes: Buffer.concat(parts) });
const resp = (...parts: Uint8Array[]): SentMessage => ({ from: 'resp', bytes: Buffer.concat(parts) });
const sizes = (...lengths: number[]) => lengths.map((length) => orig(sealed(length)));
const withByte = (bytes: Uint8Array, at: number, mask: number): Buffer => {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] as number) ^ mask;
  return changed;
};
/** Coefficients of 4095. */
const tooLarge = (bytes: Uint8Array, ...places: number[]): Buffer => {
  const changed = Buffer.from(bytes);
  for (const at of places) changed.fill(0xff, at, at + 3);
  return changed;
};
const notKey = () => {
  const key = Buffer.from(rawX25519());
  key[31] = (key[31] as number) | 0x80;
  return key;
};

const point = createECDH('prime256v1').generateKeys();
const spki = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({ format: 'der', type: 'spki' });
const kem = ml_kem768.keygen().publicKey;
const text = Buffer.from('{"event":"opened","where":"home","n":1} '.repeat(30));
const blocks = (mode: string, iv: Uint8Array | null) => {
  const cipher = createCipheriv(mode, sealed(16), iv);
  return Buffer.concat([cipher.update(text), cipher.final()]);
};
const framed = (drift: number) =>
  [60, 190, 85, 333, 120, 47, 260, 75].map((length, i) => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(length + drift * ((i * 37) % 11));
    return orig(header, sealed(length));
  });
/** Uniform behind a header of twelve bytes, after a hello in the clear. */
const opened = (body: (bytes: number) => Buffer) => [
  orig(text.subarray(0, 400)),
  ...[400, 300, 350, 380, 410].map((length) => orig(Buffer.alloc(12), body(length))),
];

interface Pair {
  readonly shown: SentMessage[];
  readonly takenAway: SentMessage[];
}

const PAIRS: Readonly<Record<string, Pair>> = {
  'framing.bits': { shown: framed(0), takenAway: framed(1) },
  'exchange.public_keys': { shown: [orig(spki)], takenAway: [orig(withByte(spki, spki.length - 33, 1))] },
  'exchange.curve_points': { shown: [orig(point)], takenAway: [orig(withByte(point, 20, 1))] },
  'exchange.ml_kem_keys': { shown: [orig(kem)], takenAway: [orig(tooLarge(kem, 300, 700))] },
  'exchange.bare_keys': { shown: [orig(rawX25519())], takenAway: [orig(notKey())] },
  'exchange.key_bits': { shown: [orig(point)], takenAway: [orig(withByte(point, 20, 1))] },
  'exchange.symmetric_opening': {
    shown: [orig(sealed(48)), resp(sealed(48))],
    takenAway: [orig(sealed(48)), resp(sealed(49))],
  },
  'cipher.repeated_blocks': {
    shown: [orig(blocks('aes-128-ecb', null))],
    takenAway: [orig(blocks('aes-128-cbc', sealed(16)))],
  },
  'cipher.body_rest16': { shown: sizes(72, 104, 152, 200), takenAway: sizes(72, 104, 152, 201) },
  'cipher.cell_bytes': { shown: sizes(514, 1028, 2056), takenAway: sizes(514, 1028, 2057) },
  'cipher.rsa_units': { shown: sizes(256), takenAway: sizes(257) },
  'shape.chance_bits': {
    shown: [orig(rawX25519(), sealed(64)), resp(rawX25519(), sealed(16))],
    takenAway: [orig(rawX25519(), sealed(64)), resp(notKey(), sealed(16))],
  },
  'random.skipped_bytes': { shown: opened(sealed), takenAway: opened((bytes) => text.subarray(9, 9 + bytes)) },
  'message.block16_bits': { shown: sizes(32, 64, 96, 144, 208), takenAway: sizes(32, 64, 96, 145, 208) },
  'message.block8_bits': { shown: sizes(24, 40, 56, 88, 104), takenAway: sizes(24, 40, 57, 88, 104) },
};

/** What says more of the same finding, or how much was looked at. */
const COMPANIONS: Readonly<Record<string, string>> = {
  'framing.prefix_offset': 'framing.bits',
  'framing.prefix_width': 'framing.bits',
  'framing.little_endian': 'framing.bits',
  'framing.added_bytes': 'framing.bits',
  'framing.frames': 'framing.bits',
  'cipher.repeat_bits': 'cipher.repeated_blocks',
  'cipher.cell_bits': 'cipher.cell_bytes',
  'cipher.rsa_unit_bytes': 'cipher.rsa_units',
  'cipher.rsa_leading_max': 'cipher.rsa_units',
  'cipher.rsa_leading_mean': 'cipher.rsa_units',
  'random.opening_messages': 'random.skipped_bytes',
};
const MEASURES = ['exchange.first_message_bytes', 'exchange.key_positions', 'random.tested_bytes'];

const FAMILIES = ['framing', 'exchange', 'cipher', 'shape', 'random'];
const hasSides = (name: string) =>
  name !== 'exchange.key_bits' && name !== 'exchange.symmetric_opening' && !name.startsWith('shape');
const turned = (messages: readonly SentMessage[]) =>
  messages.map(({ from, bytes }): SentMessage => ({ from: from === 'orig' ? 'resp' : 'orig', bytes }));
/** Found: there, and not nothing. */
const found = (messages: readonly SentMessage[], name: string) => {
  const value = measured(finishedFlow(messages)).number(name);
  return !Number.isNaN(value) && value !== 0;
};

it('every feature of these families has a pair, or goes with one that has', () => {
  const names = FEATURE_FAMILIES.filter(({ id }) => FAMILIES.includes(id)).flatMap(({ features }) =>
    features.map(({ name }) => name.replace(/\.(orig|resp)$/, '')),
  );
  const blockBits = ['message.block16_bits', 'message.block8_bits'];
  const told = [...Object.keys(PAIRS), ...Object.keys(COMPANIONS), ...MEASURES];
  expect([...told].sort()).toEqual([...new Set(names), ...blockBits].sort());
});

describe.each(Object.entries(PAIRS))('%s', (name, { shown, takenAway }) => {
  const also = Object.keys(COMPANIONS).filter((other) => COMPANIONS[other] === name);

  it.each(hasSides(name) ? (['orig', 'resp'] as const) : ([''] as const))('is gone with its cause: %s', (side) => {
    const of = (messages: SentMessage[]) => (side === 'resp' ? turned(messages) : messages);
    const full = (feature: string) => (side === '' ? feature : `${feature}.${side}`);
    expect(found(of(shown), full(name))).toBe(true);
    expect(found(of(takenAway), full(name))).toBe(false);
    for (const other of also) {
      expect(measured(finishedFlow(of(shown))).number(full(other)), other).not.toBeNaN();
      expect(measured(finishedFlow(of(takenAway))).number(full(other)), other).toBeNaN();
    }
  });
});

describe.each(NOISE_SHAPES)('$like', ({ like, turns }) => {
  const keyed = turns.length > 1 ? 2 : 1;
  const opening = (key: () => Buffer, more: number) =>
    turns.map((length, i): SentMessage => {
      const last = i === turns.length - 1 ? more : 0;
      const bytes = i < keyed ? Buffer.concat([key(), sealed(length - 32 + last)]) : sealed(length + last);
      return { from: i % 2 === 0 ? 'orig' : 'resp', bytes };
    });
  const shapeOf = (messages: SentMessage[]) => measured(finishedFlow(messages)).row.shape?.like;

  it('is gone with a key that is none, and with one byte more', () => {
    expect(shapeOf(opening(rawX25519, 0))).toBe(like);
    expect(shapeOf(opening(notKey, 0))).toBeUndefined();
    expect(shapeOf(opening(rawX25519, 1))).not.toBe(like);
  });
});
