import { expect, test } from 'vitest';
import { afsRxRecogniser } from '../../src/flows/recognise-afs-rx.ts';
import { altered, corpora, hex, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const ASKED = hex('9705850d dfdcf3f8 00000001 00000001 00000001 01 05 00 00 0000 0034');
const ANSWER = altered(altered(ASKED, 21, 4), 19, 2);

test('headers of one call are Rx', () => {
  expect(recognise(afsRxRecogniser, [orig(ASKED), resp(ANSWER)])).toMatchObject({
    service: 'afs-rx',
    kind: 'cleartext',
  });
});

test('another epoch, connection, call or service, or no answer, is none', () => {
  for (const at of [0, 4, 11, 27])
    expect(recognise(afsRxRecogniser, [orig(ASKED), resp(altered(ANSWER, at))]), `byte ${at}`).toBeUndefined();
  expect(recognise(afsRxRecogniser, [orig(ASKED)])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(afsRxRecogniser, 'tcpdump/afs.pcap')).length).toBe(10);
});
