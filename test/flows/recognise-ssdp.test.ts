import { expect, test } from 'vitest';
import { ssdpRecogniser, wsDiscoveryRecogniser } from '../../src/flows/recognise-ssdp.ts';
import { ascii, corpora, orig, recognise, recognisedIn } from '../support/recogniser-runs.ts';

test('a search, an announcement and an answer are SSDP', () => {
  for (const line of ['M-SEARCH * HTTP/1.1', 'NOTIFY * HTTP/1.1', 'HTTP/1.1 200 OK']) {
    expect(recognise(ssdpRecogniser, [orig(ascii(`${line}\r\nHOST: 239.255.255.250:1900\r\n\r\n`))])?.service).toBe(
      'ssdp',
    );
  }
  expect(recognise(ssdpRecogniser, [orig(ascii('NOTIFY sip:a@example.org SIP/2.0\r\n'))])).toBeUndefined();
});

test('XML that names its namespace is WS-Discovery', () => {
  const probe = '<?xml version="1.0"?><e:Envelope xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery">';
  expect(recognise(wsDiscoveryRecogniser, [orig(ascii(probe))])?.service).toBe('ws-discovery');
  expect(recognise(wsDiscoveryRecogniser, [orig(ascii(probe.replace('2005', '2006')))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(ssdpRecogniser, 'ipfixprobe/ssdp.pcap')).length).toBe(19);
});
test.skipIf(corpora === undefined)('real probes are recognised', async () => {
  expect((await recognisedIn(wsDiscoveryRecogniser, 'mercury/emix.pcap')).length).toBe(4);
});
