import { expect, test } from 'vitest';
import { socksRecogniser } from '../../src/flows/recognise-socks.ts';
import { ascii, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const REQUEST = hex('05 01 00 03 0b 6578616d706c652e6f7267 01bb');
const GRANTED = hex('05 00 05 00 00 01 7f000001 0438');

test('methods, a choice and a request are SOCKS 5', () => {
  expect(recognise(socksRecogniser, [orig(hex('05 02 00 01')), resp(GRANTED), orig(REQUEST)])).toMatchObject({
    service: 'socks',
    kind: 'cleartext',
  });
});

test('TLS behind the request makes the flow TLS', () => {
  const messages = [orig(hex('05 01 00')), resp(GRANTED), orig(REQUEST), orig(hex('16030102000100'))];
  expect(recognise(socksRecogniser, messages)).toMatchObject({ service: 'socks', kind: 'standard', scheme: 'tls' });
});

test('version 4 needs its answer', () => {
  const asked = joined(hex('04 01 01bb cb007107'), ascii('user\0'));
  expect(recognise(socksRecogniser, [orig(asked), resp(hex('00 5a 0000 00000000'))])?.service).toBe('socks');
  expect(recognise(socksRecogniser, [orig(asked), resp(hex('00 00 0000 00000000'))])).toBeUndefined();
});

test('a count that does not fit, a choice that was not offered, or another answer is none', () => {
  expect(recognise(socksRecogniser, [orig(hex('05 03 00 01')), resp(GRANTED)])).toBeUndefined();
  expect(recognise(socksRecogniser, [orig(hex('05 01 00')), resp(hex('05 02'))])).toBeUndefined();
  expect(recognise(socksRecogniser, [orig(hex('05 01 00')), resp(ascii('HTTP/1.1 400'))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(socksRecogniser, 'arkime/socks-http-example.pcap')).length).toBe(3);
});
