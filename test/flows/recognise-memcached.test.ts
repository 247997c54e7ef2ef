import { expect, test } from 'vitest';
import { memcachedRecogniser } from '../../src/flows/recognise-memcached.ts';
import { altered, ascii, hex, joined, orig, recognise, resp } from '../support/recogniser-runs.ts';

test('a text command and its answer are memcached, over TCP and UDP', () => {
  expect(recognise(memcachedRecogniser, [orig(ascii('get key\r\n')), resp(ascii('END\r\n'))])?.service).toBe(
    'memcached',
  );
  const header = hex('1234 0000 0001 0000');
  const messages = [orig(joined(header, ascii('stats\r\n'))), resp(joined(header, ascii('STAT pid 1\r\n')))];
  expect(recognise(memcachedRecogniser, messages, { protocol: 17 })?.service).toBe('memcached');
});

test('binary headers of one opcode are memcached', () => {
  const asked = joined(hex('80 00 0003 00 00 0000 00000003 01020304 0000000000000000'), ascii('key'));
  const answer = hex('81 00 0000 00 00 0001 00000000 01020304 0000000000000000');
  expect(recognise(memcachedRecogniser, [orig(asked), resp(answer)])?.service).toBe('memcached');
  expect(recognise(memcachedRecogniser, [orig(asked), resp(altered(answer, 1))])).toBeUndefined();
});

test('the words of another protocol are none', () => {
  expect(recognise(memcachedRecogniser, [orig(ascii('get key\r\n')), resp(ascii('500 what\r\n'))])).toBeUndefined();
  expect(recognise(memcachedRecogniser, [orig(ascii('get '))])).toBeUndefined();
});
