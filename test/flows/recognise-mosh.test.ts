import { expect, test } from 'vitest';
import { moshRecogniser } from '../../src/flows/recognise-mosh.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { orig, recognise, resp } from '../support/recogniser-runs.ts';

const random = randomNumbers(11);

function datagram(high: number, count: number, bytes = 70): Uint8Array {
  const whole = Buffer.from(randomBytes(bytes, random));
  whole.writeUInt32BE(high, 0);
  whole.writeUInt32BE(count, 4);
  return whole;
}

const toServer = (count: number) => datagram(0, count);
const toClient = (count: number) => datagram(0x80000000, count);
const session = [0, 1, 2].flatMap((count) => [orig(toServer(count)), resp(toClient(count))]);

test('nonces that count in both directions are Mosh, whichever side the capture met first', () => {
  expect(recognise(moshRecogniser, session)).toMatchObject({ service: 'mosh', kind: 'standard' });
  const turned = [7, 8, 10].flatMap((count) => [orig(toClient(count)), resp(toServer(count + 90))]);
  expect(recognise(moshRecogniser, turned)?.service).toBe('mosh');
});

test('one direction, counts that stand still or leap, and short datagrams are none', () => {
  expect(
    recognise(
      moshRecogniser,
      session.filter(({ from }) => from === 'orig'),
    ),
  ).toBeUndefined();
  const again = [0, 1, 1].flatMap((count) => [orig(toServer(count)), resp(toClient(count))]);
  expect(recognise(moshRecogniser, again)).toBeUndefined();
  const leaping = [0, 1, 99].flatMap((count) => [orig(toServer(count)), resp(toClient(count))]);
  expect(recognise(moshRecogniser, leaping)).toBeUndefined();
  const sameBit = [0, 1, 2].flatMap((count) => [orig(toServer(count)), resp(toServer(count))]);
  expect(recognise(moshRecogniser, sameBit)).toBeUndefined();
  const short = [0, 1, 2].flatMap((count) => [orig(datagram(0, count, 24)), resp(toClient(count))]);
  expect(recognise(moshRecogniser, short)).toBeUndefined();
});
