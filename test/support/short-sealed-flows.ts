// Channels of short flows that carry ciphertext, drawn from a seed: a clear header of fields, a body under a real cipher, perhaps a trailer.

import { createCipheriv } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { SentMessage } from './finished-flow.ts';
import { randomBytes, randomNumbers } from './random-bytes.ts';

export type Draw = () => number;
/** The messages of each flow. */
export type ShortFlows = SentMessage[][];

export const CIPHERS = ['aes-128-gcm', 'chacha20-poly1305', 'aes-256-ctr', 'aes-128-cbc', 'des-ede3-cbc'] as const;
export type Cipher = (typeof CIPHERS)[number];
export type Field = 'magic' | 'version' | 'command' | 'sequence' | 'user' | 'session' | 'time' | 'length' | 'zeros';

export interface ShortLayout {
  readonly fields: readonly Field[];
  readonly magic: Uint8Array;
  readonly user: Uint8Array;
  readonly trailer: Uint8Array;
  readonly cipher: Cipher;
  readonly key: Uint8Array;
  readonly startsAt: number;
}

export const whole = (draw: Draw, least: number, most: number): number =>
  least + Math.floor(draw() * (most - least + 1));
export const pick = <T>(draw: Draw, of: readonly T[]): T => of[whole(draw, 0, of.length - 1)] as T;

export function drawLayout(draw: Draw, cipher: Cipher = pick(draw, CIPHERS)): ShortLayout {
  const optional = (['version', 'user', 'session', 'time', 'length', 'zeros'] as const).filter(() => draw() < 0.5);
  const fields: Field[] = ['magic', 'command', 'sequence', ...optional];
  return {
    fields: fields
      .map((field) => ({ field, at: field === 'magic' ? -1 : draw() }))
      .sort((a, b) => a.at - b.at)
      .map(({ field }) => field),
    magic: randomBytes(whole(draw, 1, 4), draw),
    user: randomBytes(4, draw),
    trailer: draw() < 0.5 ? randomBytes(whole(draw, 1, 2), draw) : new Uint8Array(0),
    cipher,
    key: randomBytes(32, draw),
    startsAt: whole(draw, 0, 60_000),
  };
}

/** A message of the layout; `number`: how many came before; `session`: of its flow. */
export function framed(
  layout: ShortLayout,
  draw: Draw,
  number: number,
  session: Uint8Array,
  body: Uint8Array,
): Uint8Array {
  const time = 1_790_000_000 + number * 60 + whole(draw, 0, 5);
  const values: Record<Field, () => Uint8Array> = {
    magic: () => layout.magic,
    version: () => Uint8Array.of(3, 1),
    command: () => Uint8Array.of(0, pick(draw, [1, 2, 0x17, 0x62])),
    sequence: () => numbered(layout.startsAt + number, 2),
    user: () => layout.user,
    session: () => session,
    time: () => numbered(time, 4),
    length: () => numbered(body.length, 2),
    zeros: () => new Uint8Array(whole(draw, 4, 4)),
  };
  return Buffer.concat([...layout.fields.map((field) => values[field]()), body, layout.trailer]);
}

function numbered(value: number, width: 2 | 4): Uint8Array {
  const bytes = Buffer.alloc(width);
  bytes.writeUIntBE(value % 2 ** (8 * width), 0, width);
  return bytes;
}

/** What such an app reports, so many bytes of it. */
export function report(draw: Draw, bytes: number): Uint8Array {
  let text = '';
  while (text.length < bytes) {
    text += JSON.stringify({
      t: 1_790_000_000 + whole(draw, 0, 90_000),
      lat: Math.round((47 + draw()) * 1e5) / 1e5,
      state: pick(draw, ['idle', 'moving', 'charging', 'parked']),
      n: whole(draw, 0, 9999),
    });
  }
  return Buffer.from(text.slice(0, bytes));
}

export function seal(cipher: Cipher, key: Uint8Array, draw: Draw, plain: Uint8Array): Uint8Array {
  if (cipher === 'aes-128-gcm' || cipher === 'chacha20-poly1305') {
    const nonce = randomBytes(12, draw);
    const sealing =
      cipher === 'aes-128-gcm'
        ? createCipheriv(cipher, key.subarray(0, 16), nonce)
        : createCipheriv(cipher, key, nonce, { authTagLength: 16 });
    const body = Buffer.concat([sealing.update(plain), sealing.final()]);
    return Buffer.concat([nonce, body, sealing.getAuthTag()]);
  }
  if (cipher === 'aes-256-ctr') return createCipheriv(cipher, key, randomBytes(16, draw)).update(plain);
  if (cipher === 'aes-128-cbc') {
    const iv = randomBytes(16, draw);
    const sealing = createCipheriv(cipher, key.subarray(0, 16), iv);
    return Buffer.concat([iv, sealing.update(plain), sealing.final()]);
  }
  // Blocks of eight bytes, under a vector that both sides count.
  const sealing = createCipheriv(cipher, key.subarray(0, 24), randomBytes(8, draw));
  return Buffer.concat([sealing.update(plain), sealing.final()]);
}

export interface Shape {
  readonly flows: number;
  /** Plaintext bytes, least and most. */
  readonly plain: readonly [number, number];
  readonly rounds: readonly [number, number];
  readonly answer: 'none' | 'sealed' | 'header' | 'short';
  /** Of flows that are sent again from another port. */
  readonly resentShare: number;
  readonly layout: ShortLayout;
  /** What becomes of a plaintext: a cipher, or what stands in its place. */
  readonly body: (plain: Uint8Array, number: number) => Uint8Array;
}

export function drawShape(seed: number, more: Partial<Shape> = {}): { shape: Shape; draw: Draw } {
  const draw = randomNumbers(seed);
  const layout = more.layout ?? drawLayout(draw);
  const least = whole(draw, 16, 60);
  const shape: Shape = {
    flows: pick(draw, [6, 10, 16, 29, 60, 120]),
    plain: draw() < 0.3 ? [least, least] : [least, least + whole(draw, 4, 50)],
    rounds: [1, pick(draw, [1, 1, 2, 3])],
    answer: pick(draw, ['none', 'none', 'sealed', 'header', 'short']),
    resentShare: draw() < 0.2 ? 0.3 : 0,
    layout,
    body: (plain) => seal(layout.cipher, layout.key, draw, plain),
    ...more,
  };
  return { shape, draw };
}

export function shortFlows({ shape, draw }: { shape: Shape; draw: Draw }): ShortFlows {
  const flows: ShortFlows = [];
  let number = 0;
  for (let i = 0; i < shape.flows; i++) {
    const last = flows.at(-1);
    if (last !== undefined && draw() < shape.resentShare) {
      flows.push(last);
      continue;
    }
    const session = randomBytes(4, draw);
    const flow: SentMessage[] = [];
    const rounds = whole(draw, ...shape.rounds);
    for (let round = 0; round < rounds; round++, number++) {
      const plain = () => report(draw, whole(draw, ...shape.plain));
      flow.push({ from: 'orig', bytes: framed(shape.layout, draw, number, session, shape.body(plain(), number)) });
      if (shape.answer === 'none') continue;
      const body =
        shape.answer === 'sealed'
          ? shape.body(plain(), number)
          : shape.answer === 'header'
            ? new Uint8Array(0)
            : Uint8Array.of(0, 1);
      flow.push({ from: 'resp', bytes: framed(shape.layout, draw, number, session, body) });
    }
    flows.push(flow);
  }
  return flows;
}

/** Without the cipher: what the same channel looks like when its plaintext is compressed instead, or counters stand there. */
export const TAKEN_AWAY: Readonly<Record<string, (plain: Uint8Array, number: number) => Uint8Array>> = {
  plain: (plain) => plain,
  deflate: (plain) => deflateRawSync(plain),
  counters: (plain, number) =>
    Uint8Array.from({ length: plain.length }, (_, i) => (((number + 1) * 40 + (i >> 2)) >> (8 * (3 - (i & 3)))) & 255),
};
