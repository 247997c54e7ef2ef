import { expect, test } from 'vitest';
import { dhcpRecogniser, dhcpv6Recogniser } from '../../src/flows/recognise-dhcp.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn } from '../support/recogniser-runs.ts';

const DISCOVER = joined(hex('01 01 06 00'), new Uint8Array(232), hex('63825363 35 01 01 ff'));
const SOLICIT = hex('01 123456 0001 000a 0003 0001 001122334455 0008 0002 0000');

test('a header with the magic cookie is DHCP', () => {
  expect(recognise(dhcpRecogniser, [orig(DISCOVER)])).toMatchObject({ service: 'dhcp', kind: 'cleartext' });
  expect(recognise(dhcpRecogniser, [orig(altered(DISCOVER, 236))])).toBeUndefined();
  expect(recognise(dhcpRecogniser, [orig(altered(DISCOVER, 0, 3))])).toBeUndefined();
});

test('options that lead to the last byte are DHCPv6', () => {
  expect(recognise(dhcpv6Recogniser, [orig(SOLICIT)])).toMatchObject({ service: 'dhcpv6', kind: 'cleartext' });
  expect(recognise(dhcpv6Recogniser, [orig(SOLICIT.subarray(0, -1))])).toBeUndefined();
  expect(recognise(dhcpv6Recogniser, [orig(altered(SOLICIT, 9, 9))])).toBeUndefined();
  expect(recognise(dhcpv6Recogniser, [orig(hex('01 123456 0008 0002 0000'))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(dhcpRecogniser, 'ipfixprobe/mixed.pcap')).length).toBe(4);
});
test.skipIf(corpora === undefined)('a real conversation over IPv6 is recognised', async () => {
  expect((await recognisedIn(dhcpv6Recogniser, 'ipfixprobe/mixed.pcap')).length).toBe(7);
});
