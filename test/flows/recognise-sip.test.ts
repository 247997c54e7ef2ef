import { expect, test } from 'vitest';
import { sipRecogniser } from '../../src/flows/recognise-sip.ts';
import { ascii, corpora, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

test('request and status lines are SIP, over UDP and TCP, keep-alives before them', () => {
  const invite = ascii('INVITE sip:bob@example.org SIP/2.0\r\n');
  expect(recognise(sipRecogniser, [orig(invite)], { protocol: 17 })).toMatchObject({
    service: 'sip',
    kind: 'cleartext',
  });
  expect(recognise(sipRecogniser, [orig(ascii('\r\n\r\n')), orig(invite)], { protocol: 17 })?.service).toBe('sip');
  expect(recognise(sipRecogniser, [resp(ascii('SIP/2.0 200 OK\r\n'))], { protocol: 6 })?.service).toBe('sip');
  expect(recognise(sipRecogniser, [orig(ascii('MESSAGE tel:+4930123 SIP/2.0\r\n'))])?.service).toBe('sip');
});

test('a datagram that was damaged does not hide the next one; in a stream nothing stands behind it', () => {
  const damaged = orig(ascii('INVITEKsip:bob@example.org SIP/2.0\r\n'));
  const whole = orig(ascii('INVITE sip:bob@example.org SIP/2.0\r\n'));
  expect(recognise(sipRecogniser, [damaged, whole], { protocol: 17 })?.service).toBe('sip');
  expect(recognise(sipRecogniser, [damaged, damaged], { protocol: 17 })).toBeUndefined();
  expect(recognise(sipRecogniser, [damaged, whole], { protocol: 6 })).toBeUndefined();
});

test('HTTP and RTSP, which share methods, are not SIP', () => {
  expect(recognise(sipRecogniser, [orig(ascii('OPTIONS / HTTP/1.1\r\n'))])).toBeUndefined();
  expect(recognise(sipRecogniser, [orig(ascii('OPTIONS rtsp://example.org RTSP/1.0\r\n'))])).toBeUndefined();
  expect(recognise(sipRecogniser, [orig(ascii('INFO'))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(sipRecogniser, 'ipfixprobe/sip.pcap')).length).toBe(9);
});
