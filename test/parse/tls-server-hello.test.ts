import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTlsHandshakes } from '../../src/parse/tls-record.ts';
import { readTlsServerHello } from '../../src/parse/tls-server-hello.ts';
import { RETRY_SERVER, TLS12_SERVER, TLS13_CLIENT, TLS13_SERVER } from '../support/tls-handshakes.ts';

const message = (records: Uint8Array, index = 0) => {
  const run = readTlsHandshakes(records);
  if (!run.ok) throw new Error(run.reason);
  return run.value.messages[index].bytes;
};

test('a TLS 1.3 ServerHello names its real version and group in extensions', () => {
  const read = readTlsServerHello(message(TLS13_SERVER));
  expect(read).toMatchObject({
    ok: true,
    value: {
      legacyVersion: 0x0303,
      version: 0x0304,
      cipherSuite: 0x1302,
      extensions: [43, 51],
      group: 29,
      retryRequest: false,
    },
  });
  expect(read.ok && read.value.alpn).toBeUndefined();
});

test('a TLS 1.2 ServerHello shows the protocol', () => {
  expect(readTlsServerHello(message(TLS12_SERVER))).toMatchObject({
    ok: true,
    value: { version: 0x0303, cipherSuite: 0xc02c, extensions: [0xff01, 11, 35, 16, 23], alpn: 'http/1.1' },
  });
});

test('a HelloRetryRequest is told from a ServerHello by its random', () => {
  const retry = readTlsServerHello(message(RETRY_SERVER));
  expect(retry).toMatchObject({ ok: true, value: { retryRequest: true, group: 24, version: 0x0304 } });
  const proper = readTlsServerHello(message(RETRY_SERVER.subarray(99)));
  expect(proper).toMatchObject({ ok: true, value: { retryRequest: false, group: 24 } });
});

test('the layout of early TLS 1.3 drafts, without session id and compression method, is understood', () => {
  const body = `7f12${'22'.repeat(32)}1301000800330004001d0000`.replace('00330004', '00280004');
  const read = readTlsServerHello(new Uint8Array(Buffer.from(`020000${(body.length / 2).toString(16)}${body}`, 'hex')));
  expect(read).toMatchObject({ ok: true, value: { version: 0x7f12, cipherSuite: 0x1301, extensions: [40] } });
});

test('a pre-shared key that was taken and a compression method are seen', () => {
  const body = `0303${'22'.repeat(32)}001301010006002900020000`;
  const read = readTlsServerHello(new Uint8Array(Buffer.from(`020000${(body.length / 2).toString(16)}${body}`, 'hex')));
  expect(read).toMatchObject({ ok: true, value: { takesPsk: true, compressionMethod: 1 } });
  expect(readTlsServerHello(message(TLS13_SERVER))).toMatchObject({ value: { takesPsk: false, compressionMethod: 0 } });
});

test('a ServerHello cut at any byte asks for more', () => {
  for (const whole of [message(TLS13_SERVER), message(TLS12_SERVER)]) {
    for (let length = 0; length < whole.length; length++) {
      expect(readTlsServerHello(whole.subarray(0, length))).toMatchObject({ ok: false, needMore: true });
    }
  }
});

test('what contradicts the format is refused', () => {
  const whole = message(TLS13_SERVER);
  const with255 = (at: number) => whole.map((byte, i) => (i === at ? 255 : byte));
  expect(readTlsServerHello(with255(4))).toMatchObject({ ok: false, needMore: false, reason: 'ServerHello version' });
  expect(readTlsServerHello(with255(38))).toMatchObject({ ok: false, needMore: false, reason: 'session id' });
  expect(readTlsServerHello(with255(75))).toMatchObject({ ok: false, needMore: false });
  expect(readTlsServerHello(TLS13_CLIENT.subarray(5))).toMatchObject({ ok: false, reason: 'not a ServerHello' });
});

test('no bytes make it throw', () => {
  const whole = message(TLS12_SERVER);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
      readTlsServerHello(whole.map((byte, i) => (i === at ? value : byte)));
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      readTlsServerHello(new Uint8Array([2, 0, 0, bytes.length, ...bytes]));
    }),
  );
});
