import { expect, test } from 'vitest';
import { skinnyRecogniser } from '../../src/flows/recognise-skinny.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const KEEP_ALIVE = hex('04000000 00000000 00000000');
const ANSWER = hex('04000000 00000000 00010000');

test('messages whose lengths chain are Skinny', () => {
  expect(recognise(skinnyRecogniser, [orig(KEEP_ALIVE), resp(ANSWER)])).toMatchObject({
    service: 'skinny',
    kind: 'cleartext',
  });
  expect(recognise(skinnyRecogniser, [orig(joined(KEEP_ALIVE, KEEP_ALIVE))])?.service).toBe('skinny');
});

test('one message, another version or number, or a length that leads elsewhere is none', () => {
  expect(recognise(skinnyRecogniser, [orig(KEEP_ALIVE)])).toBeUndefined();
  expect(recognise(skinnyRecogniser, [orig(joined(KEEP_ALIVE, altered(KEEP_ALIVE, 4, 5)))])).toBeUndefined();
  expect(recognise(skinnyRecogniser, [orig(joined(KEEP_ALIVE, altered(KEEP_ALIVE, 11)))])).toBeUndefined();
  expect(recognise(skinnyRecogniser, [orig(joined(KEEP_ALIVE, altered(KEEP_ALIVE, 0, 9)))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(skinnyRecogniser, 'ndpi/skinny.pcap')).length).toBe(2);
});
