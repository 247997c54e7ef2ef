import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { ja3, ja3s } from '../../src/parse/ja3.ts';
import { readTlsClientHello, type TlsClientHello } from '../../src/parse/tls-client-hello.ts';
import { readTlsHandshakes } from '../../src/parse/tls-record.ts';
import { readTlsServerHello } from '../../src/parse/tls-server-hello.ts';
import { TLS12_CLIENT, TLS12_SERVER, TLS13_CLIENT, TLS13_SERVER } from '../support/tls-handshakes.ts';

const client = (record: Uint8Array) => {
  const read = readTlsClientHello(record.subarray(5));
  if (!read.ok) throw new Error(read.reason);
  return read.value;
};
const server = (records: Uint8Array) => {
  const run = readTlsHandshakes(records);
  const read = run.ok ? readTlsServerHello(run.value.messages[0].bytes) : run;
  if (!read.ok) throw new Error(read.reason);
  return read.value;
};

// The expected values are tshark 4.0.17's for the same bytes.
test('JA3 is what tshark prints for the same hello', () => {
  expect(ja3(client(TLS13_CLIENT))).toEqual({
    hash: '9dffdb8b608a430b774a2ff7d36c1a0c',
    raw: '771,4866-4867-4865-255,0-11-10-35-16-22-23-13-43-45-51,29-23-30-25-24-256-257-258-259-260,0-1-2',
  });
  expect(ja3(client(TLS12_CLIENT)).hash).toBe('22558766122974704364c9c75c5cce0a');
});

test('JA3S is what tshark prints for the same hello', () => {
  expect(ja3s(server(TLS13_SERVER))).toEqual({ hash: '15af977ce25de452b96affa2addb1036', raw: '771,4866,43-51' });
  expect(ja3s(server(TLS12_SERVER))).toEqual({
    hash: 'e195432758194ce2d482396b82e0d48e',
    raw: '771,49196,65281-11-35-16-23',
  });
});

test('GREASE is left out wherever it stands, and an empty list leaves an empty field', () => {
  const hello: TlsClientHello = {
    ...client(TLS13_CLIENT),
    cipherSuites: [0x0a0a, 0x1301],
    extensions: [0x2a2a, 0, 0xfafa],
    supportedGroups: [0x1a1a],
    ecPointFormats: [],
  };
  const raw = '771,4865,0,,';
  expect(ja3(hello)).toEqual({ raw, hash: createHash('md5').update(raw).digest('hex') });
});
