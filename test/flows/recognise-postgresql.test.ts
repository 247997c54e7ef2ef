import { expect, test } from 'vitest';
import { postgresqlRecogniser } from '../../src/flows/recognise-postgresql.ts';
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

const STARTUP = joined(hex('00000013 00030000'), ascii('user\0alice\0\0'));
const SSL_REQUEST = hex('00000008 04d2162f');

test('a startup message is PostgreSQL', () => {
  expect(recognise(postgresqlRecogniser, [orig(STARTUP)])).toMatchObject({ service: 'postgresql', kind: 'cleartext' });
  expect(recognise(postgresqlRecogniser, [orig(altered(STARTUP, 8))])).toBeUndefined();
  expect(recognise(postgresqlRecogniser, [orig(altered(STARTUP, 5, 2))])).toBeUndefined();
});

test('a request for encryption that is granted is TLS inside, one that is refused is not', () => {
  const granted = [orig(joined(SSL_REQUEST, hex('16 03 01'))), resp(ascii('S'))];
  expect(recognise(postgresqlRecogniser, granted)).toMatchObject({
    service: 'postgresql',
    kind: 'standard',
    scheme: 'tls',
  });
  expect(recognise(postgresqlRecogniser, [orig(joined(SSL_REQUEST, STARTUP)), resp(ascii('N'))])?.kind).toBe(
    'cleartext',
  );
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(postgresqlRecogniser, 'arkime/postgres-badpass.pcap')).length).toBe(1);
});
test.skipIf(corpora === undefined)('a real conversation that asks for no encryption is recognised', async () => {
  expect((await recognisedIn(postgresqlRecogniser, 'arkime/postgres-no-sslrequest.pcap')).length).toBe(1);
});
