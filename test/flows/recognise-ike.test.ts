import { expect, test } from 'vitest';
import { ikeRecogniser } from '../../src/flows/recognise-ike.ts';
import { altered, ascii, corpora, hex, joined, orig, recognise, recognisedIn } from '../support/recogniser-runs.ts';

const INIT = joined(hex('1122334455667788 0000000000000000 21 20 22 08 00000000 00000028'), new Uint8Array(12));
const udp = { protocol: 17 };

test('a header as long as its datagram is IKE, and IPsec by its scheme', () => {
  expect(recognise(ikeRecogniser, [orig(INIT)], udp)).toEqual({
    service: 'ike',
    kind: 'standard',
    scheme: 'ipsec',
    reason: 'IPsec key exchange: an IKEv2 header as long as its datagram',
  });
  const main = altered(altered(altered(INIT, 17, 0x10), 18, 2), 19, 0);
  expect(recognise(ikeRecogniser, [orig(main)], udp)?.reason).toContain('IKEv1');
});

test('four zero bytes may stand before it', () => {
  expect(recognise(ikeRecogniser, [orig(joined(new Uint8Array(4), INIT))], udp)?.service).toBe('ike');
});

test('over TCP the stream names itself', () => {
  expect(recognise(ikeRecogniser, [orig(joined(ascii('IKETCP'), INIT))], { protocol: 6 })?.service).toBe('ike');
  expect(recognise(ikeRecogniser, [orig(INIT)], { protocol: 6 })).toBeUndefined();
});

test('a wrong length, version, exchange, flag or an empty index is none', () => {
  for (const [at, value] of [
    [27, 0x29],
    [17, 0x30],
    [18, 12],
    [19, 0x40],
  ] as const) {
    expect(recognise(ikeRecogniser, [orig(altered(INIT, at, value))], udp), `byte ${at}`).toBeUndefined();
  }
  expect(recognise(ikeRecogniser, [orig(INIT.map((byte, i) => (i < 8 ? 0 : byte)))], udp)).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(ikeRecogniser, 'arkime/IKEv2.pcap')).length).toBe(1);
});
