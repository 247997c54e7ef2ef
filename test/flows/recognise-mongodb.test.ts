import { expect, test } from 'vitest';
import { mongodbRecogniser } from '../../src/flows/recognise-mongodb.ts';
import { altered, hex, joined, orig, recognise, resp } from '../support/recogniser-runs.ts';

const ASKED = joined(hex('30000000 07000000 00000000 dd070000'), new Uint8Array(32));
const ANSWER = joined(hex('30000000 55000000 07000000 dd070000'), new Uint8Array(32));

test('a message and the answer to it are MongoDB', () => {
  expect(recognise(mongodbRecogniser, [orig(ASKED), resp(ANSWER)])).toMatchObject({
    service: 'mongodb',
    kind: 'cleartext',
  });
});

test('another operation, a request that answers, or an answer to another request is none', () => {
  expect(recognise(mongodbRecogniser, [orig(altered(ASKED, 12)), resp(ANSWER)])).toBeUndefined();
  expect(recognise(mongodbRecogniser, [orig(altered(ASKED, 8)), resp(ANSWER)])).toBeUndefined();
  expect(recognise(mongodbRecogniser, [orig(ASKED), resp(altered(ANSWER, 8))])).toBeUndefined();
});
