import { expect, test } from 'vitest';
import { dnscryptRecogniser } from '../../src/flows/recognise-dnscrypt.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { altered, ascii, corpora, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const random = randomNumbers(51);
const QUERY = randomBytes(256, random);
const ANSWER = joined(ascii('r6fnvWj8'), QUERY.subarray(40, 52), randomBytes(100, random));
const udp = { protocol: 17 };

test("the resolver's magic and the client's nonce are DNSCrypt", () => {
  expect(recognise(dnscryptRecogniser, [orig(QUERY), resp(ANSWER)], udp)).toMatchObject({
    service: 'dnscrypt',
    kind: 'standard',
  });
});

test('over TCP each stands behind its length', () => {
  const framed = (bytes: Uint8Array) => joined(Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes);
  expect(recognise(dnscryptRecogniser, [orig(framed(QUERY)), resp(framed(ANSWER))], { protocol: 6 })?.service).toBe(
    'dnscrypt',
  );
});

test('another nonce, another magic, or no answer is none', () => {
  expect(recognise(dnscryptRecogniser, [orig(QUERY), resp(altered(ANSWER, 9))], udp)).toBeUndefined();
  expect(recognise(dnscryptRecogniser, [orig(QUERY), resp(altered(ANSWER, 7))], udp)).toBeUndefined();
  expect(recognise(dnscryptRecogniser, [orig(QUERY)], udp)).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(dnscryptRecogniser, 'ndpi/dnscrypt-v2.pcap')).length).toBe(3);
});
