import { expect, test } from 'vitest';
import { oicqRecogniser } from '../../src/flows/recognise-oicq.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const LOGIN = joined(hex('02 3b0b 0001 0017 561f0c7b'), randomBytes(30, randomNumbers(151)), hex('03'));

test('a header and its end are OICQ', () => {
  expect(recognise(oicqRecogniser, [orig(LOGIN), resp(LOGIN)])).toMatchObject({ service: 'oicq', kind: 'custom' });
});

test('another command, user or end is none', () => {
  expect(recognise(oicqRecogniser, [orig(altered(LOGIN, 3))])).toBeUndefined();
  expect(
    recognise(oicqRecogniser, [orig(LOGIN.map((byte, i) => (i >= 7 && i < 11 ? 0 + (i === 10 ? 9 : 0) : byte)))]),
  ).toBeUndefined();
  expect(recognise(oicqRecogniser, [orig(LOGIN.subarray(0, -1))])).toBeUndefined();
});

test('it can be left out of an analysis', () => {
  expect(oicqRecogniser.proprietary).toBe(true);
});

test.skipIf(corpora === undefined)('real datagrams are recognised', async () => {
  expect((await recognisedIn(oicqRecogniser, 'ndpi/oicq.pcap')).length).toBe(29);
});
