import { expect, test } from 'vitest';
import { unrealRecogniser } from '../../src/flows/recognise-unreal.ts';
import { altered, hex, joined, orig, recognise, resp } from '../support/recogniser-runs.ts';

const ASKED = joined(hex('871a2000 089822657404'), new Uint8Array(39));
const ANSWER = joined(hex('871a2008 089822657404 0000000034b893530124268e15b31f4e'), new Uint8Array(20).fill(7));

test('zeros, and an answer under the same header, are a handshake of Unreal Engine', () => {
  expect(recognise(unrealRecogniser, [orig(ASKED), resp(ANSWER)])).toMatchObject({
    service: 'unreal',
    kind: 'cleartext',
  });
});

test('another header, bytes among the zeros, or no answer is none', () => {
  expect(recognise(unrealRecogniser, [orig(ASKED), resp(altered(ANSWER, 1))])).toBeUndefined();
  expect(recognise(unrealRecogniser, [orig(ASKED), resp(altered(ANSWER, 3, 0))])).toBeUndefined();
  expect(recognise(unrealRecogniser, [orig(altered(ASKED, 20)), resp(ANSWER)])).toBeUndefined();
  expect(recognise(unrealRecogniser, [orig(ASKED)])).toBeUndefined();
});
