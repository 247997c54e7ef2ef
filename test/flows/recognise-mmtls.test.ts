import { expect, test } from 'vitest';
import { mmtlsRecogniser } from '../../src/flows/recognise-mmtls.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { altered, joined, orig, recognise, resp } from '../support/recogniser-runs.ts';

const record = (type: number, length: number) =>
  joined(Uint8Array.of(type, 0xf1, 0x04, length >> 8, length & 255), randomBytes(length, random));
const random = randomNumbers(121);

test('records that chain are mmtls', () => {
  expect(recognise(mmtlsRecogniser, [orig(joined(record(0x19, 100), record(0x17, 60)))])).toMatchObject({
    service: 'mmtls',
    kind: 'custom',
  });
  expect(recognise(mmtlsRecogniser, [resp(record(0x16, 90))])?.service).toBe('mmtls');
});

test('TLS itself, and records that do not chain, are none', () => {
  expect(recognise(mmtlsRecogniser, [orig(altered(altered(record(0x16, 90), 1, 3), 2, 3))])).toBeUndefined();
  expect(recognise(mmtlsRecogniser, [orig(joined(record(0x19, 100), randomBytes(9, random)))])).toBeUndefined();
});

test('it can be left out of an analysis', () => {
  expect(mmtlsRecogniser.proprietary).toBe(true);
});
