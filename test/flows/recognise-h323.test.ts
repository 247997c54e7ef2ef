import { expect, test } from 'vitest';
import { h323Recogniser } from '../../src/flows/recognise-h323.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const SETUP = joined(hex('0300 0020 08 02 77f4 05 04038090a5'), new Uint8Array(18));

test('a Q.931 message in TPKT is H.323', () => {
  expect(recognise(h323Recogniser, [orig(SETUP), resp(altered(SETUP, 8, 0x02))])?.service).toBe('h323');
});

test('another discriminator, reference or message is none', () => {
  for (const [at, value] of [
    [4, 9],
    [5, 1],
    [8, 0x40],
    [1, 1],
  ] as const) {
    expect(recognise(h323Recogniser, [orig(altered(SETUP, at, value))]), `byte ${at}`).toBeUndefined();
  }
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(h323Recogniser, 'ndpi/h323.pcap')).length).toBe(3);
});
