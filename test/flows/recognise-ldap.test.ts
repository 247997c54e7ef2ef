import { expect, test } from 'vitest';
import { ldapRecogniser } from '../../src/flows/recognise-ldap.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const BIND = hex('30 0c 02 01 01 60 07 02 01 03 04 00 80 00');
const RESULT = hex('30 0c 02 01 01 61 07 0a 01 00 04 00 04 00');

test('a bind and its result are LDAP, over TCP and UDP', () => {
  expect(recognise(ldapRecogniser, [orig(BIND), resp(RESULT)], { protocol: 6 })).toMatchObject({
    service: 'ldap',
    kind: 'cleartext',
  });
  expect(recognise(ldapRecogniser, [orig(BIND)], { protocol: 17 })?.service).toBe('ldap');
});

test('SNMP, which begins alike, is not LDAP', () => {
  expect(
    recognise(ldapRecogniser, [orig(hex('30 0c 02 01 01 04 06 7075626c6963 a0 00'))], { protocol: 17 }),
  ).toBeUndefined();
});

test('another operation, or contents that do not fit it, are none', () => {
  expect(recognise(ldapRecogniser, [orig(altered(BIND, 5, 0x76))])).toBeUndefined();
  expect(recognise(ldapRecogniser, [orig(altered(BIND, 7, 0x31))])).toBeUndefined();
  expect(recognise(ldapRecogniser, [orig(altered(BIND, 6, 0x30))])).toBeUndefined();
  expect(recognise(ldapRecogniser, [orig(BIND), resp(joined(BIND.subarray(1)))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(ldapRecogniser, 'zeek/ldap/missing_ldap_logs.pcapng')).length).toBe(3);
});
