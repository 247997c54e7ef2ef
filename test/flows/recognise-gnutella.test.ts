import { expect, test } from 'vitest';
import { gnutellaRecogniser } from '../../src/flows/recognise-gnutella.ts';
import { altered, ascii, corpora, hex, joined, orig, recognise, recognisedIn } from '../support/recogniser-runs.ts';

const PING = joined(hex('00112233445566778899aabbccddeeff 00 01 00 00000000'));
const udp = { protocol: 17 };

test('the handshake is Gnutella', () => {
  expect(recognise(gnutellaRecogniser, [orig(ascii('GNUTELLA CONNECT/0.6\r\n'))])?.service).toBe('gnutella');
  expect(recognise(gnutellaRecogniser, [orig(ascii('GNUTELL'))])).toBeUndefined();
});

test('datagrams as long as their headers say are Gnutella', () => {
  expect(recognise(gnutellaRecogniser, [orig(PING)], udp)).toMatchObject({ service: 'gnutella', kind: 'cleartext' });
  expect(recognise(gnutellaRecogniser, [orig(hex('474e44 00 1234 01 02 aabbcc'))], udp)?.service).toBe('gnutella');
});

test('a wrong length, an unknown kind, many hops, or a part beyond its count are none', () => {
  expect(recognise(gnutellaRecogniser, [orig(altered(PING, 19, 1))], udp)).toBeUndefined();
  expect(recognise(gnutellaRecogniser, [orig(altered(PING, 16, 0x55))], udp)).toBeUndefined();
  expect(recognise(gnutellaRecogniser, [orig(altered(PING, 17, 99))], udp)).toBeUndefined();
  expect(recognise(gnutellaRecogniser, [orig(hex('474e44 00 1234 03 02 aabbcc'))], udp)).toBeUndefined();
});

test.skipIf(corpora === undefined)('real datagrams and connections are recognised', async () => {
  expect((await recognisedIn(gnutellaRecogniser, 'ndpi/gnutella.pcap')).length).toBeGreaterThan(900);
});
