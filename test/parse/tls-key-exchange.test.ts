import { createECDH } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readClientKeyExchange, readServerKeyExchange } from '../../src/parse/tls-key-exchange.ts';
import { readTlsHandshakes } from '../../src/parse/tls-record.ts';
import { TLS12_SERVER } from '../support/tls-handshakes.ts';

const ECDHE = 0xc02c;
const ECDHE_PSK = 0xd001;
const DHE = 0x009e;
const RSA = 0x009c;
const message = (type: number, ...body: number[]) =>
  Uint8Array.from([type, 0, body.length >> 8, body.length & 255, ...body]);

test('a real ServerKeyExchange names its group', () => {
  const run = readTlsHandshakes(TLS12_SERVER);
  const exchange = run.ok ? run.value.messages[2].bytes : new Uint8Array();
  expect(readServerKeyExchange(exchange, ECDHE)).toEqual({ group: 29 });
  expect(readServerKeyExchange(exchange, RSA)).toBeUndefined();
});

test('a finite-field exchange shows the size of its prime, leading zeros or not', () => {
  expect(readServerKeyExchange(message(12, 1, 0, 0x80, ...new Uint8Array(255)), DHE)).toEqual({ primeBits: 2048 });
  expect(readServerKeyExchange(message(12, 0, 129, 0, ...new Uint8Array(128)), DHE)).toEqual({ primeBits: 1024 });
  expect(readServerKeyExchange(message(12, 0, 64, 0x01, ...new Uint8Array(63)), DHE)).toEqual({ primeBits: 505 });
  expect(readServerKeyExchange(message(12, 0, 0, 0), DHE)).toBeUndefined();
  expect(readServerKeyExchange(message(12, 0xff, 0xff, 0xff), DHE)).toBeUndefined();
});

test('the hint of a pre-shared key is stepped over', () => {
  expect(readServerKeyExchange(message(12, 0, 2, 7, 7, 3, 0, 29, 32), ECDHE_PSK)).toEqual({ group: 29 });
});

test('the length of the client value tells the group where only one of those offered fits', () => {
  const point = message(16, 65, ...new Uint8Array(65));
  expect(readClientKeyExchange(point, ECDHE, [29, 23, 24])).toEqual({ group: 23 });
  expect(readClientKeyExchange(point, ECDHE, [29, 23, 22])).toBeUndefined();
  expect(readClientKeyExchange(point, ECDHE, [29])).toBeUndefined();
  expect(readClientKeyExchange(message(16, 64, ...new Uint8Array(65)), ECDHE, [23])).toBeUndefined();
});

test('of groups whose points are as long, the curve that the point lies on is the group', () => {
  const exchange = (curve: string) => {
    const point = createECDH(curve).generateKeys();
    return message(16, point.length, ...point);
  };
  // As OpenSSL 1.0.2 offers them: secp256k1, P-256 and brainpoolP256r1 have points of 65 bytes, P-384 and brainpoolP384r1 of 97.
  const offered = [23, 25, 28, 27, 24, 26, 22, 14, 13, 11, 12, 9, 10];
  for (const [curve, group] of [
    ['prime256v1', 23],
    ['secp256k1', 22],
    ['brainpoolP256r1', 26],
    ['secp384r1', 24],
    ['brainpoolP384r1', 27],
  ] as const)
    expect(readClientKeyExchange(exchange(curve), ECDHE, offered), curve).toEqual({ group });
  expect(readClientKeyExchange(exchange('brainpoolP256r1'), ECDHE, [22, 23])).toBeUndefined();
});

test('an encrypted secret is as long as the RSA key, a public value about as long as the prime', () => {
  expect(readClientKeyExchange(message(16, 1, 0, ...new Uint8Array(256)), RSA, [])).toEqual({ primeBits: 2048 });
  expect(readClientKeyExchange(message(16, 0, 127, ...new Uint8Array(127)), DHE, [])).toEqual({ primeBits: 1024 });
  expect(readClientKeyExchange(message(16, 0, 127, ...new Uint8Array(126)), DHE, [])).toBeUndefined();
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(ECDHE, ECDHE_PSK, DHE, RSA, 0xffff, 0),
      fc.array(fc.nat(0xffff), { maxLength: 4 }),
      (bytes, suite, groups) => {
        readServerKeyExchange(bytes, suite);
        readClientKeyExchange(bytes, suite, groups);
      },
    ),
    { numRuns: 2000 },
  );
});
