import { expect, test } from 'vitest';
import { threemaRecogniser } from '../../src/flows/recognise-threema.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { altered, joined, orig, recognise, resp } from '../support/recogniser-runs.ts';

const random = randomNumbers(111);
const frame = (length: number) => joined(Uint8Array.of(length & 255, length >> 8), randomBytes(length, random));
const conversation = (login = 191) => [
  orig(randomBytes(48, random)),
  resp(randomBytes(80, random)),
  orig(randomBytes(login, random)),
  resp(randomBytes(32, random)),
  orig(frame(60)),
  resp(frame(90)),
];

test('the sizes of the handshake and framed messages are Threema', () => {
  expect(recognise(threemaRecogniser, conversation())).toMatchObject({ service: 'threema', kind: 'custom' });
});

test('another size, or a message that is not as long as it says, is none', () => {
  const other = conversation();
  expect(recognise(threemaRecogniser, [orig(randomBytes(47, random)), ...other.slice(1)])).toBeUndefined();
  expect(recognise(threemaRecogniser, conversation(100))).toBeUndefined();
  expect(recognise(threemaRecogniser, [...other.slice(0, 5), resp(altered(frame(90), 0, 91))])).toBeUndefined();
  expect(recognise(threemaRecogniser, other.slice(0, 5))).toBeUndefined();
});

test('it can be left out of an analysis', () => {
  expect(threemaRecogniser.proprietary).toBe(true);
});
