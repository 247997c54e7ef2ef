import { expect, test } from 'vitest';
import { tftpRecogniser } from '../../src/flows/recognise-tftp.ts';
import { ascii, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

test('a request for a file is TFTP', () => {
  expect(recognise(tftpRecogniser, [orig(joined(hex('0001'), ascii('boot.img\0octet\0')))])).toMatchObject({
    service: 'tftp',
    kind: 'cleartext',
  });
  expect(recognise(tftpRecogniser, [orig(joined(hex('0001'), ascii('boot.img\0other\0')))])).toBeUndefined();
  expect(recognise(tftpRecogniser, [orig(joined(hex('0003'), ascii('boot.img\0octet\0')))])).toBeUndefined();
});

test('a block and its acknowledgement are TFTP, on the ports of the transfer', () => {
  const block = joined(hex('0003 0001'), new Uint8Array(512));
  expect(recognise(tftpRecogniser, [orig(block), resp(hex('0004 0001'))])?.service).toBe('tftp');
  expect(recognise(tftpRecogniser, [orig(block), resp(hex('0004 0002'))])).toBeUndefined();
  expect(recognise(tftpRecogniser, [orig(block)])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(tftpRecogniser, 'arkime/arkime_synthetic.pcap')).length).toBe(2);
});
