import { expect, test } from 'vitest';
import { raknetRecogniser } from '../../src/flows/recognise-raknet.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const MARK = hex('00ffff00fefefefefdfdfdfd12345678');

test('the mark is RakNet, in each of its places', () => {
  expect(recognise(raknetRecogniser, [orig(joined(hex('05'), MARK, hex('06 0000')))])).toMatchObject({
    service: 'raknet',
    kind: 'cleartext',
  });
  expect(recognise(raknetRecogniser, [orig(joined(hex('01 0102030405060708'), MARK))])?.service).toBe('raknet');
  expect(recognise(raknetRecogniser, [resp(joined(hex('1c 0102030405060708 1112131415161718'), MARK))])?.service).toBe(
    'raknet',
  );
  expect(recognise(raknetRecogniser, [orig(joined(hex('05'), altered(MARK, 9), hex('06')))])).toBeUndefined();
});

test('frames and acknowledgements that lead to the last byte are RakNet without it', () => {
  const frames = hex('84 010000 60 0018 010000 000000 00 aabbcc');
  const acknowledgement = hex('c0 0001 00 010000 020000');
  expect(recognise(raknetRecogniser, [orig(frames), resp(acknowledgement)])?.service).toBe('raknet');
  expect(recognise(raknetRecogniser, [orig(frames.subarray(0, -1))])).toBeUndefined();
  expect(recognise(raknetRecogniser, [orig(altered(acknowledgement, 4, 9))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(raknetRecogniser, 'ndpi/raknet.pcap')).length).toBe(10);
});
