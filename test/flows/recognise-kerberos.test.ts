import { expect, test } from 'vitest';
import { kerberosRecogniser } from '../../src/flows/recognise-kerberos.ts';
import {
  altered,
  ascii,
  corpora,
  hex,
  joined,
  orig,
  recognise,
  recognisedIn,
  resp,
} from '../support/recogniser-runs.ts';

const REQUEST = hex('6a 0c 30 0a a1 03 02 01 05 a2 03 02 01 0a');
const udp = { protocol: 17 };
const framed = (bytes: Uint8Array) => joined(Uint8Array.of(0, 0, 0, bytes.length), bytes);

test('a message of version 5 is Kerberos, over UDP and behind its length over TCP', () => {
  expect(recognise(kerberosRecogniser, [orig(REQUEST)], udp)).toMatchObject({ service: 'kerberos', kind: 'cleartext' });
  expect(recognise(kerberosRecogniser, [orig(framed(REQUEST))], { protocol: 6 })?.service).toBe('kerberos');
});

test('another version, tag or nesting is none', () => {
  for (const [at, value] of [
    [0, 0x6b + 5],
    [3, 0x09],
    [8, 4],
  ] as const) {
    expect(recognise(kerberosRecogniser, [orig(altered(REQUEST, at, value))], udp), `byte ${at}`).toBeUndefined();
  }
  expect(recognise(kerberosRecogniser, [orig(REQUEST), resp(ascii('not kerberos'))], udp)).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(kerberosRecogniser, 'arkime/krb5-tcp.pcap')).length).toBe(1);
});
test.skipIf(corpora === undefined)('a real conversation over UDP is recognised', async () => {
  expect((await recognisedIn(kerberosRecogniser, 'arkime/krb5-udp.pcap')).length).toBe(1);
});
