import { expect, test } from 'vitest';
import { zmtpRecogniser } from '../../src/flows/recognise-zmtp.ts';
import { altered, ascii, hex, joined, orig, recognise, resp } from '../support/recogniser-runs.ts';

const greeting = (mechanism: string) =>
  joined(hex('ff 00000000 00000001 7f 03 01'), ascii(mechanism.padEnd(20, '\0')), new Uint8Array(32));
const NULL = greeting('NULL');
const CURVE = greeting('CURVE');

test('the mechanism of the greetings says whether they encrypt', () => {
  expect(recognise(zmtpRecogniser, [orig(NULL), resp(NULL)])).toMatchObject({ service: 'zmtp', kind: 'cleartext' });
  expect(recognise(zmtpRecogniser, [orig(greeting('PLAIN'))])?.kind).toBe('cleartext');
  expect(recognise(zmtpRecogniser, [orig(CURVE), resp(CURVE)])).toMatchObject({
    service: 'zmtp',
    kind: 'standard',
    scheme: 'zmtp-curve',
  });
});

test('another mechanism, version or answer is none', () => {
  expect(recognise(zmtpRecogniser, [orig(greeting('CURVED')), resp(CURVE)])).toBeUndefined();
  expect(recognise(zmtpRecogniser, [orig(altered(CURVE, 10, 2))])).toBeUndefined();
  expect(recognise(zmtpRecogniser, [orig(CURVE), resp(hex('0102'))])).toBeUndefined();
  expect(recognise(zmtpRecogniser, [orig(CURVE.subarray(0, 16))])).toBeUndefined();
});
