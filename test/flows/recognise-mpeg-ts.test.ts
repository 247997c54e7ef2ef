import { expect, test } from 'vitest';
import { mpegTsRecogniser } from '../../src/flows/recognise-mpeg-ts.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { altered, hex, joined, orig, recognise } from '../support/recogniser-runs.ts';

const packets = (count: number) =>
  joined(...Array.from({ length: count }, () => joined(hex('47'), randomBytes(187, random))));
const random = randomNumbers(71);

test('datagrams of whole packets are a transport stream', () => {
  expect(recognise(mpegTsRecogniser, [orig(packets(7)), orig(packets(7))])).toMatchObject({
    service: 'mpeg-ts',
    kind: 'cleartext',
  });
});

test('two packets, a sync byte that is missing, or a byte more are none', () => {
  expect(recognise(mpegTsRecogniser, [orig(packets(2))])).toBeUndefined();
  expect(recognise(mpegTsRecogniser, [orig(altered(packets(7), 188))])).toBeUndefined();
  expect(recognise(mpegTsRecogniser, [orig(joined(packets(7), hex('00')))])).toBeUndefined();
});
