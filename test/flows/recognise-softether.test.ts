import { expect, test } from 'vitest';
import { softetherRecogniser } from '../../src/flows/recognise-softether.ts';
import { ascii, orig, recognise, resp } from '../support/recogniser-runs.ts';

test('an address as text is SoftEther, behind a byte that asks for it', () => {
  expect(recognise(softetherRecogniser, [orig(ascii('A')), resp(ascii('IP=203.0.113.7,PORT=40001'))])).toMatchObject({
    service: 'softether',
    kind: 'cleartext',
  });
});

test('other text is none', () => {
  expect(recognise(softetherRecogniser, [orig(ascii('A')), resp(ascii('IP=203.0.113.7'))])).toBeUndefined();
  expect(recognise(softetherRecogniser, [orig(ascii('A'))])).toBeUndefined();
});
