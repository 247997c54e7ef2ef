import { expect, test } from 'vitest';
import { smbRecogniser } from '../../src/flows/recognise-smb.ts';
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

const message = (mark: string) => joined(hex('00 000040'), hex(mark), ascii('SMB'), new Uint8Array(60));

test('each generation of SMB is known, and encrypted messages are encryption', () => {
  expect(recognise(smbRecogniser, [orig(message('ff')), resp(message('ff'))])).toMatchObject({
    service: 'smb',
    kind: 'cleartext',
  });
  expect(recognise(smbRecogniser, [orig(message('fe'))])).toMatchObject({ service: 'smb', kind: 'cleartext' });
  expect(recognise(smbRecogniser, [orig(message('fd'))])).toMatchObject({ kind: 'standard', scheme: 'smb3' });
});

test('a session request is NetBIOS, with SMB behind it SMB', () => {
  const name = ascii(` ${'CK'.padEnd(32, 'A')}\0`);
  const request = joined(hex('81 00 0044'), name, name);
  expect(recognise(smbRecogniser, [orig(request)])?.service).toBe('netbios-ssn');
  expect(recognise(smbRecogniser, [orig(joined(request, message('ff')))])?.service).toBe('smb');
  expect(recognise(smbRecogniser, [orig(altered(request, 10, 0x20))])).toBeUndefined();
});

test('another mark is none', () => {
  expect(recognise(smbRecogniser, [orig(message('fc'))])).toBeUndefined();
  expect(recognise(smbRecogniser, [orig(altered(message('fe'), 6))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(smbRecogniser, 'arkime/smb-port80.pcap')).length).toBe(1);
});
