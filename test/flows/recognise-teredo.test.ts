import { expect, test } from 'vitest';
import { teredoRecogniser } from '../../src/flows/recognise-teredo.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const PACKET = joined(
  hex('60000000 0008 3a ff 20010000c2881c4c20f3359b46f93f46 fe800000000000008000f22774b3d33b'),
  new Uint8Array(8),
);

test('IPv6 with its addresses is Teredo, behind an authentication and an origin too', () => {
  expect(recognise(teredoRecogniser, [orig(PACKET)])).toMatchObject({ service: 'teredo', kind: 'cleartext' });
  const authentication = hex('0001 00 00 0102030405060708 00');
  const origin = hex('0000 f227 3d77e3b3');
  expect(
    recognise(teredoRecogniser, [orig(joined(authentication, PACKET)), resp(joined(authentication, origin, PACKET))])
      ?.service,
  ).toBe('teredo');
});

test('a wrong length or other addresses are none', () => {
  expect(recognise(teredoRecogniser, [orig(altered(PACKET, 5, 9))])).toBeUndefined();
  expect(recognise(teredoRecogniser, [orig(altered(altered(PACKET, 9), 25))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(teredoRecogniser, 'ndpi/teredo.pcap')).length).toBe(5);
});
