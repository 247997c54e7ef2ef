import { expect, test } from 'vitest';
import { collectdRecogniser } from '../../src/flows/recognise-collectd.ts';
import { altered, ascii, hex, joined, orig, recognise } from '../support/recogniser-runs.ts';

const DATAGRAM = joined(
  hex('0000 0009'),
  ascii('host\0'),
  hex('0002 0008'),
  ascii('cpu\0'),
  hex('0001 000c 0000000065000000'),
);

test('parts that lead to the last byte are collectd', () => {
  expect(recognise(collectdRecogniser, [orig(DATAGRAM)])).toMatchObject({ service: 'collectd', kind: 'cleartext' });
  expect(recognise(collectdRecogniser, [orig(joined(hex('0210 0010'), new Uint8Array(12).fill(9)))])?.kind).toBe(
    'standard',
  );
});

test('an unknown part, a text without its zero, or a byte more is none', () => {
  expect(recognise(collectdRecogniser, [orig(altered(DATAGRAM, 10, 0x44))])).toBeUndefined();
  expect(recognise(collectdRecogniser, [orig(altered(DATAGRAM, 8, 0x41))])).toBeUndefined();
  expect(recognise(collectdRecogniser, [orig(joined(DATAGRAM, hex('00')))])).toBeUndefined();
});
