import { expect, test } from 'vitest';
import { eaqRecogniser } from '../../src/flows/recognise-eaq.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { joined, orig, recognise, resp } from '../support/recogniser-runs.ts';

const datagram = (number: number) =>
  joined(Uint8Array.from(String(number).padStart(4, '0'), Number), randomBytes(12, randomNumbers(number)));

test('numbers that count are EAQ', () => {
  const messages = [
    orig(datagram(128)),
    resp(datagram(128)),
    orig(datagram(129)),
    resp(datagram(129)),
    orig(datagram(130)),
  ];
  expect(recognise(eaqRecogniser, messages)).toMatchObject({ service: 'eaq', kind: 'cleartext' });
});

test('three datagrams, numbers that jump, zeros, or other sizes are none', () => {
  expect(
    recognise(
      eaqRecogniser,
      [1, 2, 3].map((n) => orig(datagram(n))),
    ),
  ).toBeUndefined();
  expect(
    recognise(
      eaqRecogniser,
      [1, 2, 4, 5].map((n) => orig(datagram(n))),
    ),
  ).toBeUndefined();
  expect(
    recognise(
      eaqRecogniser,
      [0, 0, 0, 0].map((n) => orig(datagram(n))),
    ),
  ).toBeUndefined();
  expect(
    recognise(
      eaqRecogniser,
      [1, 2, 3, 4].map((n) => orig(datagram(n).subarray(0, 15))),
    ),
  ).toBeUndefined();
});
