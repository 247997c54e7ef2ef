import { expect, test } from 'vitest';
import { mysqlRecogniser } from '../../src/flows/recognise-mysql.ts';
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

const GREETING = joined(
  hex('4a000000 0a'),
  ascii('8.0.36\0'),
  hex('01000000 0102030405060708 00 ffff'),
  new Uint8Array(40),
);

test('a greeting of protocol 10 is MySQL', () => {
  expect(recognise(mysqlRecogniser, [resp(GREETING)])).toMatchObject({ service: 'mysql', kind: 'cleartext' });
});

test('an answer of 32 bytes that asks for TLS makes it TLS inside', () => {
  const asks = joined(hex('20000001 85aeff00'), new Uint8Array(28), hex('160301'));
  expect(recognise(mysqlRecogniser, [resp(GREETING), orig(asks)])).toMatchObject({ kind: 'standard', scheme: 'tls' });
});

test('another protocol, version or salt is none', () => {
  for (const at of [3, 4, 5, 24])
    expect(recognise(mysqlRecogniser, [resp(altered(GREETING, at))]), `byte ${at}`).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(mysqlRecogniser, 'mercury/mysql.pcap')).length).toBe(3);
});
