import { expect, test } from 'vitest';
import { redisRecogniser } from '../../src/flows/recognise-redis.ts';
import { ascii, corpora, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

test('an array of strings is Redis, with any of its answers', () => {
  expect(recognise(redisRecogniser, [orig(ascii('*1\r\n$4\r\nPING\r\n')), resp(ascii('+PONG\r\n'))])?.service).toBe(
    'redis',
  );
  expect(
    recognise(redisRecogniser, [orig(ascii('*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n')), resp(ascii('%7\r\n'))])?.service,
  ).toBe('redis');
});

test('a length that leads nowhere, or another answer, is none', () => {
  expect(recognise(redisRecogniser, [orig(ascii('*1\r\n$5\r\nPING\r\n'))])).toBeUndefined();
  expect(
    recognise(redisRecogniser, [orig(ascii('*1\r\n$4\r\nPING\r\n')), resp(ascii('HTTP/1.1 400'))]),
  ).toBeUndefined();
  expect(recognise(redisRecogniser, [orig(ascii('* OK ready\r\n'))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(redisRecogniser, 'zeek/redis/django-cloud.pcapng')).length).toBe(1);
});
