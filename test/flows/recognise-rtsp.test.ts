import { expect, test } from 'vitest';
import { rtspRecogniser } from '../../src/flows/recognise-rtsp.ts';
import { ascii, corpora, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

test('request and status lines are RTSP', () => {
  expect(recognise(rtspRecogniser, [orig(ascii('DESCRIBE rtsp://example.org/a RTSP/1.0\r\n'))])?.service).toBe('rtsp');
  expect(recognise(rtspRecogniser, [orig(ascii('OPTIONS * RTSP/1.0\r\n'))])?.service).toBe('rtsp');
  expect(recognise(rtspRecogniser, [resp(ascii('RTSP/1.0 200 OK\r\n'))])?.service).toBe('rtsp');
});

test('HTTP and SIP, which share methods, are none', () => {
  expect(recognise(rtspRecogniser, [orig(ascii('OPTIONS * HTTP/1.1\r\n'))])).toBeUndefined();
  expect(recognise(rtspRecogniser, [orig(ascii('OPTIONS sip:a@example.org SIP/2.0\r\n'))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(rtspRecogniser, 'ndpi/rtsp_setup_http.pcapng')).length).toBe(1);
});
