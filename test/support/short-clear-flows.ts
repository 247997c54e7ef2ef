// Channels of short flows that carry no ciphertext, drawn from a seed, in the shapes that look most like it.

import { createHash } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { SentMessage } from './finished-flow.ts';
import { randomBytes, randomNumbers } from './random-bytes.ts';
import { type Draw, drawLayout, framed, pick, report, type ShortFlows, whole } from './short-sealed-flows.ts';

type Body = (draw: Draw, number: number, state: State) => Uint8Array;

/** What stays the same over a channel. */
interface State {
  readonly readings: number;
  readonly crowd: readonly Uint8Array[];
  readonly entities: number[][];
}

const float = (value: number): Uint8Array => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
};
const double = (value: number): Uint8Array => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
};
const u32 = (value: number): Uint8Array => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};
const i16 = (value: number): Uint8Array => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(value))));
  return bytes;
};
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}
const normal = (draw: Draw): number => draw() + draw() + draw() + draw() - 2;
const several = (state: State, make: (i: number) => Uint8Array): Uint8Array =>
  Buffer.concat(Array.from({ length: state.readings }, (_, i) => make(i)));

export const CLEAR_BODIES: Readonly<Record<string, Body>> = {
  text: (draw) => report(draw, whole(draw, 24, 80)),
  readings: (draw, number, state) =>
    several(state, (tag) =>
      Buffer.concat([
        Uint8Array.of(tag, 4),
        tag % 2 === 0 ? float(21 + normal(draw)) : u32(1_790_000_000 + number * 30),
      ]),
    ),
  floats: (draw, _number, state) => several(state, () => float(normal(draw) * 100)),
  doubles: (draw, _number, state) => several(state, () => double(47 + normal(draw) / 100)),
  counters: (draw, number, state) => several(state, (i) => u32(number * (i + 3) * 7919 + whole(draw, 0, 40))),
  protobuf: (draw, number, state) =>
    several(state, (i) =>
      Uint8Array.from([
        (i + 1) << 3,
        ...varint(whole(draw, 0, 2 ** (7 + (i % 4) * 6))),
        ((i + 1) << 3) | 2,
        3,
        ...Buffer.from(`s${number % 90}x`.slice(0, 3)),
      ]),
    ),
  deltas: (draw, _number, state) =>
    Buffer.concat(
      state.entities.map((entity, id) => {
        for (let axis = 0; axis < 2; axis++) entity[axis] = (entity[axis] as number) + normal(draw) * 6;
        return Buffer.concat([Uint8Array.of(id), i16((entity[0] as number) * 8), i16((entity[1] as number) * 8)]);
      }),
    ),
  packed_bits: (draw, _number, state) =>
    several(state, () => Uint8Array.from({ length: 6 }, () => Math.floor(128 + normal(draw) * 64) & 255)),
  deflate: (draw) => deflateRawSync(report(draw, whole(draw, 60, 160))),
  zlib: (draw) => deflateSync(report(draw, whole(draw, 60, 160))),
  gzip: (draw) => gzipSync(report(draw, whole(draw, 40, 120))),
  brotli: (draw) => brotliCompressSync(report(draw, whole(draw, 60, 160))),
  base64_ids: (draw) => Buffer.from(Buffer.from(randomBytes(whole(draw, 18, 40), draw)).toString('base64url')),
  hex_ids: (draw) => Buffer.from(Buffer.from(randomBytes(16, draw)).toString('hex')),
  hashed_ids: (draw, number) =>
    Buffer.concat([
      createHash('sha256')
        .update(`device ${whole(draw, 0, 1e6)}`)
        .digest()
        .subarray(0, 20),
      Buffer.from(`dev-${number % 90}`),
      float(20 + normal(draw)),
      u32(number),
    ]),
  hash_alone: (draw) => createHash('sha256').update(`user ${draw()}`).digest(),
  sha1_alone: (draw) => createHash('sha1').update(`user ${draw()}`).digest(),
  uuid: (draw) => {
    const id = randomBytes(16, draw);
    id[6] = ((id[6] as number) & 15) | 64;
    id[8] = ((id[8] as number) & 63) | 128;
    return id;
  },
  token: (draw) => randomBytes(16, draw),
  signed_readings: (draw, number, state) => {
    const told = several(state, (i) => Buffer.concat([Uint8Array.of(i), i16(number * 3 + normal(draw) * 50)]));
    return Buffer.concat([told, createHash('sha256').update(told).update('key').digest()]);
  },
  crowd: (draw, _number, state) =>
    Buffer.concat(Array.from({ length: whole(draw, 1, 4) }, () => pick(draw, state.crowd))),
  dns_like: (draw) =>
    Buffer.concat([
      randomBytes(2, draw),
      Uint8Array.of(1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 9),
      Buffer.from(`host-${whole(draw, 1000, 9999)}`),
      Uint8Array.of(7),
      Buffer.from('example'),
      Uint8Array.of(0, 0, 1, 0, 1),
    ]),
};

export function clearFlows(kind: string, seed: number): ShortFlows {
  const draw = randomNumbers(seed);
  const body = CLEAR_BODIES[kind] as Body;
  const layout = drawLayout(draw);
  const state: State = {
    readings: whole(draw, 4, 14),
    crowd: Array.from({ length: 60 }, () => randomBytes(20, draw)),
    entities: Array.from({ length: whole(draw, 4, 14) }, () => [normal(draw) * 500, normal(draw) * 500]),
  };
  const count = pick(draw, [6, 10, 16, 29, 60, 120]);
  const rounds = pick(draw, [1, 1, 2, 3]);
  const answers = draw() < 0.4;
  let number = 0;
  return Array.from({ length: count }, () => {
    const session = randomBytes(4, draw);
    const flow: SentMessage[] = [];
    for (let round = whole(draw, 1, rounds); round > 0; round--, number++) {
      flow.push({ from: 'orig', bytes: framed(layout, draw, number, session, body(draw, number, state)) });
      if (answers) flow.push({ from: 'resp', bytes: framed(layout, draw, number, session, body(draw, number, state)) });
    }
    return flow;
  });
}
