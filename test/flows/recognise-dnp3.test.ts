import { expect, test } from 'vitest';
import { dnp3Recogniser } from '../../src/flows/recognise-dnp3.ts';
import { altered, corpora, hex, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

// Link header and checksum of IEEE 1815's own example of a reset.
const FRAME = hex('0564 05 c0 0100 0004 e921');

test('a header with the right checksum is DNP3, from either side', () => {
  expect(recognise(dnp3Recogniser, [orig(FRAME)])).toMatchObject({ service: 'dnp3', kind: 'cleartext' });
  expect(recognise(dnp3Recogniser, [resp(FRAME)])?.service).toBe('dnp3');
});

test('any bit of it that differs is none', () => {
  for (let at = 0; at < FRAME.length; at++) {
    expect(
      recognise(dnp3Recogniser, [orig(altered(FRAME, at, (FRAME[at] as number) ^ 1))]),
      `byte ${at}`,
    ).toBeUndefined();
  }
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(dnp3Recogniser, 'mercury/dnp3.pcap')).length).toBe(7);
});
