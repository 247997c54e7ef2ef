import { expect, test } from 'vitest';
import { syslogRecogniser } from '../../src/flows/recognise-syslog.ts';
import { altered, ascii, corpora, orig, recognise, recognisedIn } from '../support/recogniser-runs.ts';

test('a priority before text is syslog, in a stream behind its length', () => {
  expect(
    recognise(syslogRecogniser, [orig(ascii('<34>Oct 11 22:14:15 host su: failed'))], { protocol: 17 }),
  ).toMatchObject({ service: 'syslog', kind: 'cleartext' });
  expect(
    recognise(syslogRecogniser, [orig(ascii('35 <165>1 2026-01-01T00:00:00Z host app'))], { protocol: 6 })?.service,
  ).toBe('syslog');
});

test('a priority beyond 191, markup, or other bytes are none', () => {
  expect(recognise(syslogRecogniser, [orig(ascii('<192>Oct 11 22:14:15 host su: failed'))])).toBeUndefined();
  expect(recognise(syslogRecogniser, [orig(ascii('<?xml version="1.0"?>'))])).toBeUndefined();
  expect(
    recognise(syslogRecogniser, [orig(altered(ascii('<34>Oct 11 22:14:15 host su: failed'), 9, 1))]),
  ).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(syslogRecogniser, 'zeek/tcp-syslog.pcap')).length).toBe(1);
});
