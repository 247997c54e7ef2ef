import { expect, test } from 'vitest';
import { rlpxRecogniser } from '../../src/flows/recognise-rlpx.ts';
import { curvePoint } from '../support/curve-point-bytes.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { altered, hex, joined, orig, recognise, resp } from '../support/recogniser-runs.ts';

const random = randomNumbers(91);
const AUTH = joined(curvePoint('secp256k1'), randomBytes(242, random));
const ACK = joined(curvePoint('secp256k1'), randomBytes(145, random));

test('a point of secp256k1 in a message of the right size is RLPx', () => {
  expect(recognise(rlpxRecogniser, [orig(AUTH), resp(ACK)])).toMatchObject({ service: 'rlpx', kind: 'custom' });
  const sized = joined(hex('0133'), AUTH);
  expect(recognise(rlpxRecogniser, [orig(sized)])?.service).toBe('rlpx');
});

test('one bit of the point, another curve, or another size takes the proof away', () => {
  expect(recognise(rlpxRecogniser, [orig(altered(AUTH, 40, (AUTH[40] as number) ^ 1))])).toBeUndefined();
  expect(recognise(rlpxRecogniser, [orig(joined(curvePoint('prime256v1'), AUTH.subarray(65)))])).toBeUndefined();
  expect(recognise(rlpxRecogniser, [orig(AUTH.subarray(0, 200))])).toBeUndefined();
  expect(recognise(rlpxRecogniser, [orig(joined(hex('0134'), AUTH))])).toBeUndefined();
});

test('it can be left out of an analysis', () => {
  expect(rlpxRecogniser.proprietary).toBe(true);
});
