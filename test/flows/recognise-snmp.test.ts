import { expect, test } from 'vitest';
import { snmpRecogniser } from '../../src/flows/recognise-snmp.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const GET = hex('30 18 02 01 01 04 06 7075626c6963 a0 0b 02 01 05 02 01 00 02 01 00 30 00');

test('a request as long as its datagram is SNMP', () => {
  expect(recognise(snmpRecogniser, [orig(GET), resp(altered(GET, 13, 0xa2))])).toMatchObject({
    service: 'snmp',
    kind: 'cleartext',
  });
});

test('version 3 is known by its header', () => {
  expect(recognise(snmpRecogniser, [orig(hex('30 0a 02 01 03 30 03 02 01 07 04 00'))])?.service).toBe('snmp');
});

// Version 3, header (id 7, 65507 bytes, flags, user-based), security parameters of two bytes, contents.
const version3 = (contents: string) =>
  hex(`30 1f 02 01 03 30 0e 02 01 07 02 03 00ffe3 04 01 07 02 01 03 04 02 3000 ${contents}`);
const ASKED = version3('30 06 04 00 04 00 a000');
const SEALED = version3('04 06 9fb1 c2d3 e4f5');

test('version 3 with encrypted contents is standard encryption, also behind questions in the clear', () => {
  expect(recognise(snmpRecogniser, [orig(SEALED), resp(SEALED)])).toMatchObject({
    service: 'snmp',
    kind: 'standard',
    scheme: 'snmpv3',
  });
  const opened = [orig(ASKED), resp(ASKED), orig(ASKED), resp(ASKED)];
  expect(recognise(snmpRecogniser, opened)?.kind).toBe('cleartext');
  expect(recognise(snmpRecogniser, [...opened, orig(SEALED)])?.kind).toBe('standard');
});

test('a byte more, another version or another message is none', () => {
  expect(recognise(snmpRecogniser, [orig(joined(GET, Uint8Array.of(0)))])).toBeUndefined();
  expect(recognise(snmpRecogniser, [orig(altered(GET, 4, 4))])).toBeUndefined();
  expect(recognise(snmpRecogniser, [orig(altered(GET, 13, 0xb0))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(snmpRecogniser, 'arkime/SNMPv2c_get_requests.pcap')).length).toBe(4);
});
