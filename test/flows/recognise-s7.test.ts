import { expect, test } from 'vitest';
import { s7Recogniser } from '../../src/flows/recognise-s7.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const REQUEST = hex('03000016 11 e0 0000 0007 00 c1 02 0100 c2 02 0102 c0 01 0a');
const CONFIRM = hex('03000016 11 d0 0007 0003 00 c1 02 0100 c2 02 0102 c0 01 0a');
const JOB = hex('03000019 02 f0 80 32 01 0000 0200 0008 0000 f0 00 0001 0001 01e0');

test('a connection and its first job are S7', () => {
  expect(recognise(s7Recogniser, [orig(joined(REQUEST, JOB)), resp(CONFIRM)])?.service).toBe('s7comm');
  expect(recognise(s7Recogniser, [orig(JOB)])?.service).toBe('s7comm');
});

test('a connection alone, another protocol number or another kind is none', () => {
  expect(recognise(s7Recogniser, [orig(REQUEST), resp(CONFIRM)])).toBeUndefined();
  expect(recognise(s7Recogniser, [orig(altered(JOB, 7, 0x33))])).toBeUndefined();
  expect(recognise(s7Recogniser, [orig(altered(JOB, 8, 5))])).toBeUndefined();
});

test('what is no X.224 message, first or behind a connection, is none', () => {
  expect(recognise(s7Recogniser, [orig(altered(JOB, 4, 0xff))])).toBeUndefined();
  expect(recognise(s7Recogniser, [orig(joined(REQUEST, altered(JOB, 0, 0x04))), resp(CONFIRM)])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(s7Recogniser, 'arkime/s7comm_synthetic.pcap')).length).toBe(4);
});
