import { expect, test } from 'vitest';
import { locoRecogniser } from '../../src/flows/recognise-loco.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn } from '../support/recogniser-runs.ts';

const HANDSHAKE = joined(hex('00010000 0c000000 02000000'), randomBytes(300, randomNumbers(131)));

test('the header of the handshake is LOCO', () => {
  expect(recognise(locoRecogniser, [orig(HANDSHAKE)])).toMatchObject({ service: 'loco', kind: 'custom' });
});

test('another size or number, or no key behind it, is none', () => {
  for (const at of [0, 4, 8])
    expect(recognise(locoRecogniser, [orig(altered(HANDSHAKE, at))]), `byte ${at}`).toBeUndefined();
  expect(recognise(locoRecogniser, [orig(HANDSHAKE.subarray(0, 200))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real phone is recognised', async () => {
  expect((await recognisedIn(locoRecogniser, 'ndpi/KakaoTalk_chat.pcap')).length).toBe(1);
});

test('it can be left out of an analysis', () => {
  expect(locoRecogniser.proprietary).toBe(true);
});
