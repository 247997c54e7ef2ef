import { expect, test } from 'vitest';
import { tuyaRecogniser } from '../../src/flows/recognise-tuya.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { altered, hex, joined, orig, recognise } from '../support/recogniser-runs.ts';

const BROADCAST = joined(
  hex('000055aa 00000000 00000013 00000018'),
  randomBytes(20, randomNumbers(161)),
  hex('0000aa55'),
);

test('prefix, length and suffix are Tuya', () => {
  expect(recognise(tuyaRecogniser, [orig(BROADCAST)], { protocol: 17 })).toMatchObject({
    service: 'tuya',
    kind: 'custom',
  });
  expect(recognise(tuyaRecogniser, [orig(joined(BROADCAST, BROADCAST))], { protocol: 6 })?.service).toBe('tuya');
});

test('a wrong length, prefix or suffix is none', () => {
  for (const at of [2, 15, BROADCAST.length - 1]) {
    expect(recognise(tuyaRecogniser, [orig(altered(BROADCAST, at))], { protocol: 17 }), `byte ${at}`).toBeUndefined();
  }
});

test('it can be left out of an analysis', () => {
  expect(tuyaRecogniser.proprietary).toBe(true);
});
