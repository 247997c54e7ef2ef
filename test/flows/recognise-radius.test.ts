import { expect, test } from 'vitest';
import { radiusRecogniser } from '../../src/flows/recognise-radius.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const packet = (code: number, attributes: Uint8Array) => {
  const bytes = joined(Uint8Array.of(code, 7, 0, 20 + attributes.length), new Uint8Array(16).fill(0x5a), attributes);
  return bytes;
};
const REQUEST = packet(1, hex('01 06 75736572 04 06 c0a80001'));

test('a request whose attributes are whole is RADIUS', () => {
  expect(recognise(radiusRecogniser, [orig(REQUEST), resp(packet(2, hex('')))])).toMatchObject({
    service: 'radius',
    kind: 'cleartext',
  });
  expect(recognise(radiusRecogniser, [orig(REQUEST)])?.service).toBe('radius');
});

test('one datagram with broken attributes proves too little, two with right lengths suffice', () => {
  const broken = altered(REQUEST, 21, 200);
  expect(recognise(radiusRecogniser, [orig(broken)])).toBeUndefined();
  expect(recognise(radiusRecogniser, [orig(broken), orig(broken)])?.service).toBe('radius');
});

test('a wrong length or code is none', () => {
  expect(recognise(radiusRecogniser, [orig(altered(REQUEST, 3))])).toBeUndefined();
  expect(recognise(radiusRecogniser, [orig(altered(REQUEST, 0, 9))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(radiusRecogniser, 'arkime/radius.pcap')).length).toBe(1);
});
