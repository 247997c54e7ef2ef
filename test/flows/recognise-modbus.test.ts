import { expect, test } from 'vitest';
import { modbusRecogniser } from '../../src/flows/recognise-modbus.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const READ = hex('0001 0000 0006 01 03 0000 000a');
const ANSWER = hex('0001 0000 0005 01 03 02 1234');

test('a request and its answer are Modbus', () => {
  expect(recognise(modbusRecogniser, [orig(READ), resp(ANSWER)])).toMatchObject({
    service: 'modbus',
    kind: 'cleartext',
  });
  expect(recognise(modbusRecogniser, [orig(READ), resp(altered(altered(ANSWER, 7, 0x83), 5, 5))])?.service).toBe(
    'modbus',
  );
});

test('requests alone are Modbus when they read or write a value, or chain', () => {
  expect(recognise(modbusRecogniser, [orig(READ)])?.service).toBe('modbus');
  const other = hex('0001 0000 0002 01 07');
  expect(recognise(modbusRecogniser, [orig(other)])).toBeUndefined();
  expect(recognise(modbusRecogniser, [orig(joined(other, other, other))])?.service).toBe('modbus');
});

test('an answer of another transaction or function, or a wrong length, is none', () => {
  expect(recognise(modbusRecogniser, [orig(READ), resp(altered(ANSWER, 1, 2))])).toBeUndefined();
  expect(recognise(modbusRecogniser, [orig(READ), resp(altered(ANSWER, 7, 4))])).toBeUndefined();
  expect(recognise(modbusRecogniser, [orig(altered(READ, 5, 9)), resp(ANSWER)])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(modbusRecogniser, 'arkime/modbus.pcap')).length).toBe(4);
});
