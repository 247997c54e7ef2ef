import { expect, test } from 'vitest';
import { slpRecogniser } from '../../src/flows/recognise-slp.ts';
import { altered, ascii, corpora, hex, joined, orig, recognise, recognisedIn } from '../support/recogniser-runs.ts';

const REQUEST = joined(hex('02 01 00002b 0000 000000 1234 0002'), ascii('en'), new Uint8Array(27));
const udp = { protocol: 17 };

test('messages of both versions are SLP', () => {
  expect(recognise(slpRecogniser, [orig(REQUEST)], udp)).toMatchObject({ service: 'slp', kind: 'cleartext' });
  expect(recognise(slpRecogniser, [orig(REQUEST)], { protocol: 6 })?.service).toBe('slp');
  const old = joined(hex('01 01 0018 00 00'), ascii('en'), hex('0003 1234'), new Uint8Array(12));
  expect(recognise(slpRecogniser, [orig(old)], udp)?.service).toBe('slp');
});

test('a wrong length, function or language is none', () => {
  for (const [at, value] of [
    [4, 0x2c],
    [1, 12],
    [14, 0x20],
  ] as const) {
    expect(recognise(slpRecogniser, [orig(altered(REQUEST, at, value))], udp), `byte ${at}`).toBeUndefined();
  }
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(slpRecogniser, 'zeek/conn-size.pcap')).length).toBe(2);
});
