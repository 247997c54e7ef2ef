import { expect, test } from 'vitest';
import { xmppRecogniser } from '../../src/flows/recognise-xmpp.ts';
import { ascii, corpora, hex, orig, recognise, recognisedIn } from '../support/recogniser-runs.ts';

const OPENING = ascii("<?xml version='1.0' ?><stream:stream to='example.org' xmlns='jabber:client' version='1.0'>");

test('a stream that opens is XMPP', () => {
  expect(recognise(xmppRecogniser, [orig(OPENING)])).toMatchObject({ service: 'xmpp', kind: 'cleartext' });
});

test('STARTTLS inside makes it TLS', () => {
  const start = ascii("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
  expect(recognise(xmppRecogniser, [orig(OPENING), orig(start), orig(hex('160301020001'))])).toMatchObject({
    kind: 'standard',
    scheme: 'tls',
  });
  expect(recognise(xmppRecogniser, [orig(OPENING), orig(start)])?.kind).toBe('cleartext');
});

test('stanzas suffice where the opening was before the capture, and only there', () => {
  const stanza = ascii("<message to='a@example.org' type='chat'><body>hello there, how are you</body></message>");
  expect(recognise(xmppRecogniser, [orig(stanza)], { startSeen: false })?.service).toBe('xmpp');
  expect(recognise(xmppRecogniser, [orig(stanza)])).toBeUndefined();
});

test('other XML is none', () => {
  expect(recognise(xmppRecogniser, [orig(ascii('<?xml version="1.0"?><html>'))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(xmppRecogniser, 'ndpi/jabber.pcap')).length).toBe(8);
});
