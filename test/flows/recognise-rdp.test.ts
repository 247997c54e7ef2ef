import { expect, test } from 'vitest';
import { rdpRecogniser } from '../../src/flows/recognise-rdp.ts';
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

const REQUEST = hex('03000013 0e e0 0000 0000 00 01 00 0800 0b000000');
const CONFIRM = hex('03000013 0e d0 0000 1234 00 02 1f 0800 08000000');

test('a negotiation that chose TLS is TLS inside', () => {
  expect(recognise(rdpRecogniser, [orig(REQUEST), resp(CONFIRM)])).toMatchObject({
    service: 'rdp',
    kind: 'standard',
    scheme: 'tls',
  });
});

test('without a choice it is its own security', () => {
  expect(recognise(rdpRecogniser, [orig(REQUEST)])).toMatchObject({ service: 'rdp', confidence: 0.8 });
  const cookie = joined(hex('03000027 22 e0 0000 0000 00'), ascii('Cookie: mstshash=user12345\r\n'));
  expect(recognise(rdpRecogniser, [orig(cookie), resp(hex('0300000b 06 d0 0000 1234 00'))])?.service).toBe('rdp');
});

test('other users of X.224 are not RDP', () => {
  const s7 = hex('03000016 11 e0 0000 0007 00 c1 02 0100 c2 02 0102 c0 01 0a');
  expect(recognise(rdpRecogniser, [orig(s7), resp(hex('0300000b 06 d0 0000 1234 00'))])).toBeUndefined();
  expect(recognise(rdpRecogniser, [orig(altered(REQUEST, 15, 0xff)), resp(CONFIRM)])).toBeUndefined();
  expect(recognise(rdpRecogniser, [orig(REQUEST), resp(ascii('HTTP/1.1 400'))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(rdpRecogniser, 'ndpi/rdp.pcap')).length).toBe(1);
});
test.skipIf(corpora === undefined)('a real conversation of old security is recognised', async () => {
  expect((await recognisedIn(rdpRecogniser, 'ndpi/rdp3.pcap')).length).toBe(1);
});
