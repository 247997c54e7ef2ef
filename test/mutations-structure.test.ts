// Every kind of structure of a channel, by the messages that show it and the same ones without its cause. A kind without a pair does not compile, and a
// number that a formula reads and no pair shows fails.

import { constants, createCipheriv, createECDH, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { describe, expect, it } from 'vitest';
import type { CarriedKey, ChannelFlow } from '../src/features/channel.ts';
import { groupChannels } from '../src/features/channel-groups.ts';
import { CHANNEL_MEASURES, channelMeasureSources } from '../src/features/channel-measures.ts';
import { findRsaFields } from '../src/features/rsa-fields.ts';
import { judgeChannels } from '../src/models/channel-judgements.ts';
import type { StructuralFeature } from '../src/models/structure-feature.ts';
import { STRUCTURE_FORMULAS, type StructureKind } from '../src/models/structure-formulas.ts';
import { channelFlow } from './support/channel-flow.ts';
import { finishedFlow, type SentMessage } from './support/finished-flow.ts';
import { measured } from './support/measured.ts';
import { randomBytes, randomNumbers } from './support/random-bytes.ts';
import { rawX25519 } from './support/signal-bytes.ts';

const random = randomNumbers(1212);
/** Keys that chance makes more easily are bare ones (kept-keys.ts). */
const LINKED_BITS = 16;
const sealed = (bytes: number) => Buffer.from(randomBytes(bytes, random));
const orig = (...parts: Uint8Array[]): SentMessage => ({ from: 'orig', bytes: Buffer.concat(parts) });
const resp = (...parts: Uint8Array[]): SentMessage => ({ from: 'resp', bytes: Buffer.concat(parts) });
const sizes = (...lengths: number[]) => lengths.map((length) => orig(sealed(length)));
const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const withBit = (bytes: Uint8Array, at: number): Buffer => {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] as number) ^ 1;
  return changed;
};
const notKey = () => {
  const key = Buffer.from(rawX25519());
  key[31] = (key[31] as number) | 0x80;
  return key;
};

const text = Buffer.from('{"event":"opened","where":"home","n":1} '.repeat(30));
const point = createECDH('prime256v1').generateKeys();
const coded = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({ format: 'der', type: 'spki' });
const same = rawX25519();
const kem = ml_kem768.keygen().publicKey;
const tooLarge = Buffer.from(kem).fill(0xff, 300, 303).fill(0xff, 700, 703);
const blocks = (mode: string, iv: Uint8Array | null) => {
  const cipher = createCipheriv(mode, sealed(16), iv);
  return orig(cipher.update(text), cipher.final());
};
const framed = (drift: number) =>
  [60, 190, 85, 333, 120, 47, 260, 75].map((length, i) => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(length + drift * ((i * 37) % 11));
    return orig(header, sealed(length));
  });
/** Its modulus is far enough below the largest. */
const rsa = (() => {
  for (;;) {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const [first = 255] = Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url');
    if (first <= 0xb0) return publicKey;
  }
})();
const wrapped = () => publicEncrypt({ key: rsa, padding: constants.RSA_PKCS1_OAEP_PADDING }, text.subarray(0, 32));
const inField = (value: Uint8Array): Flow => {
  const body = JSON.stringify({ key: Buffer.from(value).toString('base64') });
  return { messages: [orig(Buffer.from(`POST /u HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`))] };
};

interface Flow {
  readonly messages: readonly SentMessage[];
  /** Seconds; by default one after the other. */
  readonly at?: number;
}

interface Pair {
  readonly shown: readonly Flow[];
  readonly takenAway: readonly Flow[];
  /** Only the originator is asked, or begins. */
  readonly isOneSided?: true;
}

const one = (shown: readonly SentMessage[], takenAway: readonly SentMessage[]): Pair => ({
  shown: [{ messages: shown }],
  takenAway: [{ messages: takenAway }],
});
const opening = (bytes: (i: number) => number) =>
  times(8, (i): Flow => ({ messages: sizes(bytes(i), 900 + 70 * i, 300 + 90 * i) }));
const started = (at: (i: number) => number) => times(16, (i): Flow => ({ messages: sizes(200), at: at(i) }));

const PAIRS: Readonly<Record<StructureKind, Readonly<Record<string, Pair>>>> = {
  key_exchange: {
    'a coded key': one([orig(coded)], [orig(withBit(coded, coded.length - 33))]),
    'a point': one([orig(point)], [orig(withBit(point, 20))]),
    'a key of ML-KEM': one([orig(kem)], [orig(tooLarge)]),
    'lengths of a named exchange': {
      ...one(
        [orig(rawX25519(), sealed(64)), resp(rawX25519(), sealed(16))],
        [orig(rawX25519(), sealed(64)), resp(notKey(), sealed(16))],
      ),
      isOneSided: true,
    },
    'openings of a key’s length': one([orig(sealed(48)), resp(sealed(48))], [orig(sealed(48)), resp(sealed(49))]),
    'openings that are uniform': one(
      [orig(sealed(48)), resp(sealed(48))],
      [orig(sealed(48)), resp(text.subarray(0, 48))],
    ),
  },
  bare_keys: {
    'keys of Curve25519': {
      shown: times(12, () => ({ messages: [orig(rawX25519())] })),
      takenAway: times(12, () => ({ messages: [orig(notKey())] })),
    },
    'a new one each time': {
      shown: times(12, () => ({ messages: [orig(rawX25519())] })),
      takenAway: times(12, () => ({ messages: [orig(same)] })),
    },
  },
  framing: { 'a length field': one(framed(0), framed(1)) },
  fixed_sizes: {
    'one size': one(sizes(100, 100, 100, 100, 433, 100), sizes(100, 260, 171, 390, 433, 128)),
    'a small spread': one(sizes(100, 103, 97, 105, 99, 101), sizes(100, 303, 97, 505, 99, 201)),
    'openings of one size': { shown: opening(() => 90), takenAway: opening((i) => 90 + 23 * i), isOneSided: true },
    'whole cells': one(sizes(514, 1028, 2056), sizes(514, 1028, 2057)),
  },
  block_sizes: { 'whole blocks': one(sizes(32, 64, 96, 144, 208), sizes(32, 64, 96, 145, 208)) },
  repeated_blocks: { 'a code book': one([blocks('aes-128-ecb', null)], [blocks('aes-128-cbc', sealed(16))]) },
  rsa_units: {
    'messages under one modulus': {
      shown: times(60, () => ({ messages: [orig(wrapped())] })),
      takenAway: times(60, () => ({ messages: [orig(sealed(128))] })),
    },
    'messages of that size': {
      shown: times(60, () => ({ messages: [orig(wrapped())] })),
      takenAway: times(60, () => ({ messages: [orig(wrapped(), sealed(1))] })),
    },
    'fields under one modulus': {
      shown: times(60, () => inField(wrapped())),
      takenAway: times(60, () => inField(sealed(128))),
      isOneSided: true,
    },
  },
  periodic: {
    'a rhythm': {
      shown: started((i) => 60 * i + 2 * random()),
      takenAway: started(() => 960 * random()),
      isOneSided: true,
    },
  },
};

function structureOf(flows: readonly Flow[]): readonly StructuralFeature[] {
  const ordered = [...flows.entries()].map(([i, flow]) => ({ ...flow, at: flow.at ?? 7.3 * i * i + 3 * random() }));
  const channel = groupChannels(
    ordered.sort((a, b) => a.at - b.at).map(({ messages, at }, i) => flowOf(messages, at, i)),
  );
  return judgeChannels(channel).at(0)?.structure ?? [];
}

/** As an analysis keeps it. */
function flowOf(messages: readonly SentMessage[], at: number, i: number): ChannelFlow {
  const flow = finishedFlow(messages);
  const { row } = measured(flow);
  const keys = row.keys.flatMap(({ identity, algorithm, fromOriginator, chanceBits }): CarriedKey[] => {
    if (identity === undefined) return [];
    const id = Buffer.from(identity).toString('hex');
    return [
      { id, algorithm, from: sideOf({ fromOriginator }), isBare: chanceBits < LINKED_BITS, isCertificate: false },
    ];
  });
  const isCarried = messages.some(({ bytes }) => Buffer.from(bytes).includes('HTTP/1.1'));
  const fields = isCarried ? findRsaFields(flow, { service: 'http', kind: 'cleartext', reason: '' }) : [];
  return channelFlow(i, {
    at,
    keys,
    shape: row.shape?.like,
    rsaFields: fields.map((field) => ({ ...field, from: sideOf(field) })),
    measured: Object.fromEntries(
      CHANNEL_MEASURES.map((name, position) => [name, row.numbers[channelMeasureSources[position] as number]]),
    ),
  });
}

function sideOf({ fromOriginator }: { fromOriginator: 0 | 1 }): 'orig' | 'resp' {
  return fromOriginator === 1 ? 'orig' : 'resp';
}

const turned = (flows: readonly Flow[]): Flow[] =>
  flows.map(({ messages, ...rest }) => ({
    ...rest,
    messages: messages.map(({ from, bytes }): SentMessage => ({ from: from === 'orig' ? 'resp' : 'orig', bytes })),
  }));
const variants = Object.entries(PAIRS).flatMap(([kind, pairs]) =>
  Object.entries(pairs).map(([cause, pair]) => ({ kind, cause, ...pair })),
);

describe.each(variants)('$kind, $cause', ({ kind, shown, takenAway, isOneSided }) => {
  it.each(isOneSided ? ['orig'] : ['orig', 'resp'])('is gone with its cause: %s', (side) => {
    const of = (flows: readonly Flow[]) =>
      structureOf(side === 'orig' ? flows : turned(flows)).map((found) => found.kind);
    expect(of(shown)).toContain(kind);
    expect(of(takenAway)).not.toContain(kind);
  });
});

it('every kind has a pair, and every number that its formula reads is one that a pair shows', () => {
  expect(Object.keys(PAIRS).sort()).toEqual(Object.keys(STRUCTURE_FORMULAS).sort());
  for (const [kind, { bits }] of Object.entries(STRUCTURE_FORMULAS)) {
    const asked = new Set<string>();
    const shown = new Set<string>();
    for (const pair of variants.filter((variant) => variant.kind === kind)) {
      const found = structureOf(pair.shown).find((one) => one.kind === kind);
      bits((name) => {
        asked.add(name);
        if ((found?.numbers[name] ?? 0) !== 0) shown.add(name);
        return found?.numbers[name] ?? 0;
      });
    }
    expect([...shown].sort(), kind).toEqual([...asked].sort());
  }
});
