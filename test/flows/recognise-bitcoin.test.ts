import { expect, test } from 'vitest';
import { bitcoinRecogniser } from '../../src/flows/recognise-bitcoin.ts';
import {
  altered,
  ascii,
  corpora,
  hex,
  joined,
  orig,
  recognise,
  recognisedIn,
  resp,
} from '../support/recogniser-runs.ts';

const VERSION = joined(hex('f9beb4d9'), ascii('version\0\0\0\0\0'), hex('00000000 5df6e0e2'));

test('a network and a command are Bitcoin', () => {
  expect(recognise(bitcoinRecogniser, [orig(VERSION)])).toMatchObject({ service: 'bitcoin', kind: 'cleartext' });
  expect(recognise(bitcoinRecogniser, [resp(VERSION)])?.service).toBe('bitcoin');
});

test('another network, or a command that is not padded with zeros, is none', () => {
  expect(recognise(bitcoinRecogniser, [orig(altered(VERSION, 0))])).toBeUndefined();
  expect(recognise(bitcoinRecogniser, [orig(altered(VERSION, 15, 0x20))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(bitcoinRecogniser, 'arkime/arkime_synthetic.pcap')).length).toBe(1);
});
