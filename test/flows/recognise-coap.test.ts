import { expect, test } from 'vitest';
import { coapRecogniser } from '../../src/flows/recognise-coap.ts';
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

const GET = joined(hex('42 01 1234 a1b2 b4'), ascii('temp'));
const ANSWER = joined(hex('62 45 1234 a1b2 c0 ff'), ascii('22.5'));

test('a request for a path and its answer are CoAP', () => {
  expect(recognise(coapRecogniser, [orig(GET), resp(ANSWER)])).toMatchObject({ service: 'coap', kind: 'cleartext' });
  expect(recognise(coapRecogniser, [orig(GET)])?.service).toBe('coap');
});

test('drafts before the RFC are read as well', () => {
  const draft = joined(hex('43 01 05ca 72 1633 2b'), ascii('.well-known'), hex('04'), ascii('core'));
  expect(recognise(coapRecogniser, [orig(draft)])?.service).toBe('coap');
  expect(recognise(coapRecogniser, [orig(draft.subarray(0, -1))])).toBeUndefined();
});

test('an answer to another message leaves the request to prove it', () => {
  const acknowledgement = hex('60 00 9999');
  expect(recognise(coapRecogniser, [orig(GET), resp(acknowledgement)])?.service).toBe('coap');
  expect(recognise(coapRecogniser, [orig(hex('42 01 1234 a1b2')), resp(acknowledgement)])).toBeUndefined();
});

test('an option that is not registered, one that is cut, or another version is none', () => {
  expect(recognise(coapRecogniser, [orig(altered(GET, 6, 0xa4))])).toBeUndefined();
  expect(recognise(coapRecogniser, [orig(GET.subarray(0, -1))])).toBeUndefined();
  expect(recognise(coapRecogniser, [orig(altered(GET, 0, 0x82))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(coapRecogniser, 'ndpi/dropbox.pcap')).length).toBe(4);
});
