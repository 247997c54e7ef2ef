import { expect, test } from 'vitest';
import { rtmpRecogniser } from '../../src/flows/recognise-rtmp.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { hex, joined, orig, recognise, resp } from '../support/recogniser-runs.ts';

const random = randomNumbers(61);
const block = () => randomBytes(1536, random);

test('the simple handshake is known by its zeros, the other by what the client repeats', () => {
  const simple = joined(hex('03 00000001 00000000'), randomBytes(1528, random));
  expect(recognise(rtmpRecogniser, [orig(simple)])).toMatchObject({ service: 'rtmp', kind: 'cleartext' });
  const server = block();
  const complex = joined(hex('03'), block(), server);
  expect(recognise(rtmpRecogniser, [orig(complex), resp(joined(hex('03'), server))])?.service).toBe('rtmp');
});

test('a block that is not repeated, or that is short, is none', () => {
  expect(
    recognise(rtmpRecogniser, [orig(joined(hex('03'), block(), block())), resp(joined(hex('03'), block()))]),
  ).toBeUndefined();
  expect(recognise(rtmpRecogniser, [orig(hex('03 00000001 00000000 0102'))])).toBeUndefined();
});
