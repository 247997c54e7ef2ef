import { expect, test } from 'vitest';
import { ntpRecogniser } from '../../src/flows/recognise-ntp.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const REQUEST = joined(hex('23 00 06 20'), new Uint8Array(36), hex('eb000000 12345678'));
const ANSWER = joined(
  hex('24 02 06 e9 00000010 00000020 c0a80001 eafffff0 00000000 eb000000 12345678 eb000001 00000000 eb000001 00001000'),
);

test('a request with empty timestamps and its answer are NTP', () => {
  expect(recognise(ntpRecogniser, [orig(REQUEST), resp(ANSWER)])).toMatchObject({ service: 'ntp', kind: 'cleartext' });
  expect(recognise(ntpRecogniser, [resp(ANSWER)])?.service).toBe('ntp');
});

test('a key with its digest may follow', () => {
  expect(recognise(ntpRecogniser, [orig(joined(REQUEST, new Uint8Array(20)))])?.service).toBe('ntp');
});

test('queries of mode 7 are NTP when their items fill the datagram', () => {
  const answer = joined(hex('97 00 03 2a 0002 0048'), new Uint8Array(144).fill(7));
  expect(recognise(ntpRecogniser, [resp(answer)])?.service).toBe('ntp');
  expect(recognise(ntpRecogniser, [resp(answer.subarray(0, -1))])).toBeUndefined();
  expect(recognise(ntpRecogniser, [orig(joined(hex('17 00 03 2a'), new Uint8Array(4)))])?.service).toBe('ntp');
});

test('timestamps may be anything where all other fields are possible', () => {
  const random = hex(
    '23 02 0a eb 00000450 0000003a b83bc03d d94f51c33165b860 19445755aabbccdd 77889900aabbccdd 11223344aabbccdd',
  );
  expect(recognise(ntpRecogniser, [orig(random)])?.service).toBe('ntp');
  expect(recognise(ntpRecogniser, [orig(altered(random, 4))])).toBeUndefined();
});

test('times that are far apart, a wrong version or mode, or half a word more are none', () => {
  expect(recognise(ntpRecogniser, [resp(altered(altered(ANSWER, 40, 0x10), 8))])).toBeUndefined();
  expect(recognise(ntpRecogniser, [orig(altered(REQUEST, 0, 0x2b))])).toBeUndefined();
  expect(recognise(ntpRecogniser, [orig(altered(REQUEST, 0, 0x26))])).toBeUndefined();
  expect(recognise(ntpRecogniser, [orig(joined(REQUEST, new Uint8Array(2)))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(ntpRecogniser, 'pcapsql-fuzz/NTP_sync.pcap')).length).toBe(15);
});
