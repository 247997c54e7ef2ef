import { expect, test } from 'vitest';
import { kafkaRecogniser } from '../../src/flows/recognise-kafka.ts';
import { altered, ascii, hex, joined, orig, recognise, resp } from '../support/recogniser-runs.ts';

const ASKED = joined(hex('00000016 0012 0003 00000001 0008'), ascii('consumer'), hex('00000000'));
const ANSWER = hex('0000000a 00000001 0000 00000000');

test('a named client and an answer of the same id are Kafka', () => {
  expect(recognise(kafkaRecogniser, [orig(ASKED), resp(ANSWER)])).toMatchObject({
    service: 'kafka',
    kind: 'cleartext',
  });
  expect(recognise(kafkaRecogniser, [orig(ASKED)])?.service).toBe('kafka');
});

test('a client without a name is proved by the answer', () => {
  const nameless = hex('0000000e 0012 0003 00000001 ffff 00000000');
  expect(recognise(kafkaRecogniser, [orig(nameless), resp(ANSWER)])?.service).toBe('kafka');
  expect(recognise(kafkaRecogniser, [orig(nameless)])).toBeUndefined();
});

test('another call, another id, a name of other bytes, or nothing but zeros is none', () => {
  expect(recognise(kafkaRecogniser, [orig(altered(ASKED, 4)), resp(ANSWER)])).toBeUndefined();
  expect(recognise(kafkaRecogniser, [orig(ASKED), resp(altered(ANSWER, 7))])).toBeUndefined();
  expect(recognise(kafkaRecogniser, [orig(altered(ASKED, 16, 1)), resp(ANSWER)])).toBeUndefined();
  const zeros = altered(new Uint8Array(24), 3, 20);
  expect(recognise(kafkaRecogniser, [orig(zeros), resp(zeros)])).toBeUndefined();
});
