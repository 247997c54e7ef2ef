import { expect, test } from 'vitest';
import { iec104Recogniser } from '../../src/flows/recognise-iec104.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const START = hex('68 04 07 00 00 00');
const POINT = hex('68 0e 0000 0000 01 01 0300 0100 010000 01');

test('starting the transfer is IEC 104, and so is a unit that its objects fill', () => {
  expect(recognise(iec104Recogniser, [orig(START), resp(altered(START, 2, 0x0b))])).toMatchObject({
    service: 'iec104',
    kind: 'cleartext',
  });
  expect(recognise(iec104Recogniser, [orig(POINT)])?.service).toBe('iec104');
});

test('a unit of unknown objects needs two more behind it', () => {
  const unknown = altered(POINT, 6, 0x7a);
  expect(recognise(iec104Recogniser, [orig(unknown)])).toBeUndefined();
  expect(recognise(iec104Recogniser, [orig(joined(unknown, unknown, unknown))])?.service).toBe('iec104');
});

test('bits that must be zero, or a unit that is cut, are none', () => {
  expect(recognise(iec104Recogniser, [orig(altered(START, 4, 1))])).toBeUndefined();
  expect(recognise(iec104Recogniser, [orig(joined(altered(POINT, 6, 0x7a), hex('67 04')))])).toBeUndefined();
});

test('what follows a unit that proves itself may be damaged', () => {
  expect(recognise(iec104Recogniser, [orig(joined(START, hex('67 04')))])?.service).toBe('iec104');
  expect(recognise(iec104Recogniser, [orig(hex('68 04 0100 42b8'))])?.service).toBe('iec104');
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(iec104Recogniser, 'mercury/iec.pcap')).length).toBe(3);
});
