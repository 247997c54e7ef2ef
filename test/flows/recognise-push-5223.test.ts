import { expect, test } from 'vitest';
import { push5223Recogniser } from '../../src/flows/recognise-push-5223.ts';
import { curvePoint } from '../support/curve-point-bytes.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const HELLO = joined(hex('25 0045 14'), curvePoint('secp256k1'));
const ANSWER = hex('26 0010 00 50b110767190ce22b83e9d78');

test('a point behind its header and the answer are the push protocol, on any port', () => {
  expect(recognise(push5223Recogniser, [orig(HELLO), resp(ANSWER)], { respPort: 443 })).toMatchObject({
    service: 'push-5223',
    kind: 'custom',
  });
});

test('one bit of the point, a wrong length, or another answer takes the proof away', () => {
  expect(
    recognise(push5223Recogniser, [orig(altered(HELLO, 50, (HELLO[50] as number) ^ 1)), resp(ANSWER)]),
  ).toBeUndefined();
  expect(recognise(push5223Recogniser, [orig(altered(HELLO, 2)), resp(ANSWER)])).toBeUndefined();
  expect(recognise(push5223Recogniser, [orig(HELLO), resp(altered(ANSWER, 0))])).toBeUndefined();
});

test('it can be left out of an analysis', () => {
  expect(push5223Recogniser.proprietary).toBe(true);
});

test.skipIf(corpora === undefined)('real phones are recognised', async () => {
  expect((await recognisedIn(push5223Recogniser, 'ndpi/jabber.pcap')).length).toBe(5);
});
