import { expect, test } from 'vitest';
import { judgeAcrossServers } from '../../src/models/server-siblings.ts';
import { type JudgedFlow, judgedChannel } from '../support/judged-channel.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { CLEAR_BODIES, clearFlows } from '../support/short-clear-flows.ts';
import {
  CIPHERS,
  drawLayout,
  drawShape,
  type ShortFlows,
  shortFlows,
  TAKEN_AWAY,
} from '../support/short-sealed-flows.ts';

const SEEDS = [1, 2, 3, 4];
const isCiphertext = ({ together }: JudgedFlow) => together.class === 'custom';
const wasCiphertext = ({ alone }: JudgedFlow) => alone.class === 'custom';
/** A dozen servers asked once each, behind a header of several fields. */
const asked = (seed: number, cipher: (typeof CIPHERS)[number], flows = 12) =>
  drawShape(seed, { flows, plain: [14, 50], rounds: [1, 1], layout: drawLayout(randomNumbers(seed + 200), cipher) });
const judged = (flows: ShortFlows) => judgedChannel(flows, judgeAcrossServers);

test.each(CIPHERS)('servers that are asked once each under %s are told together', (cipher) => {
  for (const seed of SEEDS) {
    const flows = judged(shortFlows(asked(seed, cipher)));
    expect(flows.filter(isCiphertext).length, `seed ${seed}`).toBe(flows.length);
  }
});

test('a flow judged so says with which others', () => {
  const flows = judged(shortFlows(asked(3, 'aes-256-ctr')));
  const found = flows.find((flow) => isCiphertext(flow) && !wasCiphertext(flow));
  expect(found?.together.reasons[0]).toMatch(
    /^with 11 other flows to the same port of other addresses \(frames \d+, \d+, \d+, …\)$/,
  );
});

test.each(Object.keys(TAKEN_AWAY))('without the cipher, %s in its place, nothing is left', (kind) => {
  for (const seed of SEEDS) {
    const { shape, draw } = asked(seed, 'aes-128-gcm', 30);
    const flows = judged(shortFlows({ shape: { ...shape, body: TAKEN_AWAY[kind] as typeof shape.body }, draw }));
    expect(flows.filter(isCiphertext).length, `seed ${seed}`).toBe(0);
  }
});

test.each(Object.keys(CLEAR_BODIES).filter((kind) => kind !== 'crowd'))('%s makes no flow ciphertext', (kind) => {
  for (const seed of SEEDS) {
    const made = judged(clearFlows(kind, seed)).filter((flow) => isCiphertext(flow) && !wasCiphertext(flow));
    expect(made.length, `seed ${seed}`).toBe(0);
  }
});

test('flows whose first messages have nothing in common are left as they are', () => {
  const random = randomNumbers(31);
  const flows = judged(Array.from({ length: 12 }, () => [{ from: 'orig', bytes: randomBytes(40, random) }]));
  for (const { alone, together } of flows) expect(together).toBe(alone);
});

test('of two protocols on one port each is judged by itself', () => {
  const random = randomNumbers(32);
  const readings = (i: number) =>
    Uint8Array.from({ length: 40 }, (_, at) => (at % 4 === 3 ? 60 + ((i * 7 + at) % 9) : at % 4));
  const flows: ShortFlows = Array.from({ length: 16 }, (_, i) => [
    {
      from: 'orig',
      bytes:
        i % 2 === 0
          ? Buffer.concat([Uint8Array.of(0xf2, 0xf0, 0, i), randomBytes(40, random)])
          : Buffer.concat([Uint8Array.of(0x11, 0x22, 0, i), readings(i)]),
    },
  ]);
  const classes = judged(flows).map(({ together }) => together.class === 'custom');
  expect(classes).toEqual(flows.map((_, i) => i % 2 === 0));
});
