import { expect, test } from 'vitest';
import { netbiosDatagramRecogniser } from '../../src/flows/recognise-netbios-datagram.ts';
import { altered, ascii, corpora, hex, joined, orig, recognise, recognisedIn } from '../support/recogniser-runs.ts';

const NAME = ascii(` ${'EG'.padEnd(32, 'C')}\0`);
const DATAGRAM = joined(hex('11 02 1234 c0a80001 008a 00bb 0000'), NAME, NAME, new Uint8Array(60));

test('two encoded names make a NetBIOS datagram', () => {
  expect(recognise(netbiosDatagramRecogniser, [orig(DATAGRAM)])).toMatchObject({
    service: 'netbios-dgm',
    kind: 'cleartext',
  });
});

test('one name with a letter beyond P is damage, two are another protocol; a name that is cut or not framed is none', () => {
  const damaged = altered(DATAGRAM, 20, 0x51);
  expect(recognise(netbiosDatagramRecogniser, [orig(damaged)])?.service).toBe('netbios-dgm');
  expect(recognise(netbiosDatagramRecogniser, [orig(altered(damaged, 60, 0x51))])).toBeUndefined();
  expect(recognise(netbiosDatagramRecogniser, [orig(altered(DATAGRAM, 48, 0x21))])).toBeUndefined();
  expect(recognise(netbiosDatagramRecogniser, [orig(DATAGRAM.subarray(0, 80))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(netbiosDatagramRecogniser, 'mercury/smb.pcap')).length).toBe(2);
});
