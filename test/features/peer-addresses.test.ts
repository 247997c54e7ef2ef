import { expect, test } from 'vitest';
import { createPayloadPool, poolStretches } from '../../src/features/payload-pool.ts';
import { hasPeerAddresses } from '../../src/features/peer-addresses.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(76);
const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));

function arePeers(messages: readonly Uint8Array[], skip = 0): boolean {
  const pool = createPayloadPool();
  let end = 0;
  poolStretches(
    pool,
    messages.map(({ length }) => (end += length)),
  );
  return hasPeerAddresses(pool, Buffer.concat(messages), skip);
}

const list = (count: number, first = () => whole(1, 223)) =>
  Buffer.concat(
    Array.from({ length: count }, () => {
      const peer = Buffer.from(randomBytes(6, random));
      peer[0] = first();
      peer.writeUInt16BE(whole(1024, 65535), 4);
      return peer;
    }),
  );

test('a list of addresses and ports is known, of 150 in one message or in several', () => {
  const framed = (count: number) => Buffer.concat([randomBytes(7, random), list(count), randomBytes(9, random)]);
  expect(arePeers([framed(160)])).toBe(true);
  expect(arePeers([framed(160)], 5)).toBe(true);
  expect(arePeers([list(50), list(60), list(40)])).toBe(true);
});

test('fewer are not, nor those among which some begin as no address does', () => {
  expect(arePeers([list(60)])).toBe(false);
  expect(arePeers([list(160, () => whole(1, 255))])).toBe(false);
});

test('random bytes are no list', () => {
  for (let i = 0; i < 300; i++) {
    expect(arePeers([randomBytes(2048, random)], i % 7)).toBe(false);
    expect(arePeers([randomBytes(700, random), randomBytes(700, random)])).toBe(false);
  }
  expect(arePeers([])).toBe(false);
});
