import { expect, test } from 'vitest';
import { telegramVoipRecogniser } from '../../src/flows/recognise-telegram-voip.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { altered, corpora, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const random = randomNumbers(141);
const TAG = randomBytes(16, random);
const probe = joined(TAG, new Uint8Array(12).fill(0xff), randomBytes(12, random));
const speech = (tag = TAG) => joined(tag, randomBytes(80, random));

test('a tag that both sides repeat and a probe of ones are a call of Telegram', () => {
  expect(recognise(telegramVoipRecogniser, [orig(probe), resp(probe), orig(speech())])).toMatchObject({
    service: 'telegram-voip',
    kind: 'custom',
  });
});

test('another tag, no probe, or nothing but ones is none', () => {
  expect(recognise(telegramVoipRecogniser, [orig(probe), resp(speech(altered(TAG, 3)))])).toBeUndefined();
  expect(recognise(telegramVoipRecogniser, [orig(speech()), resp(speech())])).toBeUndefined();
  expect(
    recognise(telegramVoipRecogniser, [orig(new Uint8Array(60).fill(0xff)), resp(new Uint8Array(60).fill(0xff))]),
  ).toBeUndefined();
});

test('it can be left out of an analysis', () => {
  expect(telegramVoipRecogniser.proprietary).toBe(true);
});

test.skipIf(corpora === undefined)('real calls are recognised', async () => {
  expect((await recognisedIn(telegramVoipRecogniser, 'ndpi/telegram.pcap')).length).toBe(12);
});
