import { expect, test } from 'vitest';
import type { SampledMessage } from '../../src/flows/sibling-samples.ts';
import { FlowLikeness } from '../../src/models/sibling-likeness.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(71);
const sampled = (bytes: Uint8Array, fromOriginator: 0 | 1 = 1): SampledMessage => ({
  fromOriginator,
  wireBytes: bytes.length,
  bytes: bytes.subarray(0, 192),
});
const several = (count: number, make: () => Uint8Array) => Array.from({ length: count }, () => sampled(make()));
const saysTheSame = (own: SampledMessage[], others: SampledMessage[]) =>
  new FlowLikeness(
    new Map([
      [0, own],
      [1, others],
    ]),
  ).saysTheSame(0);
/** Twenty positions that move: the high halves of their numbers stay. */
const high = randomBytes(80, random);
const positions = () => high.map((byte, i) => (i % 4 < 2 ? byte : Math.floor(random() * 256)));

test('positions of one flow have the high bytes of those of others', () => {
  expect(saysTheSame(several(1, positions), several(6, positions))).toBe(true);
  expect(saysTheSame(several(1, positions), several(2, positions))).toBe(true);
});

test('with every byte taken away, from the others, or to the other side, nothing is the same', () => {
  const sealed = () => randomBytes(80, random);
  expect(saysTheSame(several(1, sealed), several(6, positions))).toBe(false);
  expect(saysTheSame(several(1, positions), several(6, sealed))).toBe(false);
  const answers = several(6, positions).map((message) => ({ ...message, fromOriginator: 0 as const }));
  expect(saysTheSame(several(1, positions), answers)).toBe(false);
  expect(saysTheSame([], [])).toBe(false);
});

test('names in front of ciphertext, and strings that come again in it, are left out', () => {
  const header = randomBytes(60, random);
  const named = () => Buffer.concat([header, randomBytes(60, random)]);
  expect(saysTheSame(several(3, named), several(12, named))).toBe(false);
  const block = randomBytes(16, random);
  const inBlocks = () => Buffer.concat([randomBytes(64, random), block, randomBytes(16, random), block]);
  expect(saysTheSame(several(3, inBlocks), several(12, inBlocks))).toBe(false);
  // The same datagram, sent again.
  const [one] = several(1, () => randomBytes(90, random)) as [SampledMessage];
  expect(saysTheSame([one], [one, one])).toBe(false);
});

test('random bytes never say the same', () => {
  let alike = 0;
  for (let i = 0; i < 1000; i++) {
    const make = () => randomBytes(40 + Math.floor(random() * 150), random);
    if (saysTheSame(several(3, make), several(12, make))) alike++;
  }
  expect(alike).toBe(0);
});

test('of thousands of flows each is held against some of the others', { timeout: 20_000 }, () => {
  const make = () => several(6, () => randomBytes(150, random));
  const flows = new Map(Array.from({ length: 4096 }, (_, i) => [i, make()] as const));
  flows.set(
    4096,
    several(2, () => randomBytes(150, random)),
  );
  const likeness = new FlowLikeness(flows);
  expect([...flows.keys()].filter((i) => likeness.saysTheSame(i))).toEqual([]);
});
