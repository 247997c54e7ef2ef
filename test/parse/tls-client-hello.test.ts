import { Readable } from 'node:stream';
import fc from 'fast-check';
import { calculateJa3, calculateJa4, readTlsClientHello as oracle } from 'read-tls-client-hello';
import { expect, test } from 'vitest';
import { ja3 } from '../../src/parse/ja3.ts';
import { ja4 } from '../../src/parse/ja4.ts';
import { highestOfferedVersion, isDtlsVersion, readTlsClientHello } from '../../src/parse/tls-client-hello.ts';
import { RETRY_CLIENT, TLS12_CLIENT, TLS13_CLIENT, TLS13_SERVER } from '../support/tls-handshakes.ts';

const TLS13 = TLS13_CLIENT.subarray(5);
const TLS12 = TLS12_CLIENT.subarray(5);

test('a ClientHello is read whole, in the order in which it was sent', () => {
  const read = readTlsClientHello(TLS13);
  if (!read.ok) throw new Error(read.reason);
  const { random, sessionId, ...hello } = read.value;
  expect(random.length).toBe(32);
  expect(sessionId.length).toBe(32);
  expect(hello).toEqual({
    legacyVersion: 0x0303,
    ticketBytes: 0,
    offersPsk: false,
    earlyData: false,
    cipherSuites: [0x1302, 0x1303, 0x1301, 0x00ff],
    compressionMethods: [0],
    extensions: [0, 11, 10, 35, 16, 22, 23, 13, 43, 45, 51],
    serverName: 'example.org',
    alpn: ['h2', 'http/1.1'],
    supportedVersions: [0x0304],
    supportedGroups: [29, 23, 30, 25, 24, 256, 257, 258, 259, 260],
    keyShareGroups: [29],
    signatureAlgorithms: [
      0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601,
    ],
    ecPointFormats: [0, 1, 2],
  });
  expect(highestOfferedVersion(read.value)).toBe(0x0304);
});

test('a ClientHello cut at any byte asks for more, and never says anything else', () => {
  for (const hello of [TLS13, TLS12]) {
    for (let length = 0; length < hello.length; length++) {
      expect(readTlsClientHello(hello.subarray(0, length))).toMatchObject({ ok: false, needMore: true });
    }
  }
});

test('bytes behind the message do not belong to it', () => {
  expect(readTlsClientHello(new Uint8Array([...TLS12, 1, 2, 3]))).toEqual(readTlsClientHello(TLS12));
});

test('a hello without extensions, as before TLS 1.0 had them, is whole', () => {
  const read = readTlsClientHello(hello({ version: '0300', suites: '0004', extensions: undefined }));
  expect(read.ok && [read.value.extensions, read.value.cipherSuites]).toEqual([[], [4]]);
});

test('GREASE is kept as sent and never is the highest version', () => {
  const read = readTlsClientHello(hello({ suites: '2a2a1301', extensions: ['002b', '06fafa03040303'] }));
  expect(read.ok && read.value.cipherSuites).toEqual([0x2a2a, 0x1301]);
  expect(read.ok && read.value.supportedVersions).toEqual([0xfafa, 0x0304, 0x0303]);
  expect(read.ok && highestOfferedVersion(read.value)).toBe(0x0304);
});

test('an extension body that contradicts itself is listed but not read', () => {
  const read = readTlsClientHello(hello({ extensions: ['000a', '0005001d0017', '0000', '000900000761622e636f6d00'] }));
  expect(read.ok && read.value.extensions).toEqual([10, 0]);
  expect(read.ok && read.value.supportedGroups).toEqual([]);
  expect(read.ok && read.value.serverName).toBeUndefined();
});

test('a server name is kept as it stands, to 255 bytes', () => {
  const name = `\n${'x'.repeat(400)}`;
  const entry = `00${u16Hex(name.length)}${Buffer.from(name).toString('hex')}`;
  const read = readTlsClientHello(hello({ extensions: ['0000', u16Hex(entry.length / 2) + entry] }));
  expect(read.ok && read.value.serverName).toBe(name.slice(0, 255));
});

test('lengths that do not nest are malformed, even where the message is cut', () => {
  const oddSuites = hello({ suites: '130113' });
  expect(readTlsClientHello(oddSuites)).toMatchObject({ ok: false, needMore: false, reason: 'cipher suites' });
  expect(readTlsClientHello(oddSuites.subarray(0, 45))).toMatchObject({ ok: false, needMore: false });
  const longExtension = hello({ extensions: ['000a', '0002001d'] });
  longExtension[longExtension.length - 5] = 9;
  expect(readTlsClientHello(longExtension)).toMatchObject({ ok: false, needMore: false });
  expect(readTlsClientHello(hello({ version: '0505' }))).toMatchObject({ ok: false, reason: 'ClientHello version' });
  expect(readTlsClientHello(TLS13_SERVER.subarray(5))).toMatchObject({ ok: false, reason: 'not a ClientHello' });
});

test('another parser reads the same from the same bytes', async () => {
  for (const record of [TLS13_CLIENT, TLS12_CLIENT, RETRY_CLIENT.subarray(0, 229)]) {
    const theirs = await oracle(Readable.from([Buffer.from(record)], { objectMode: false }));
    const ours = readTlsClientHello(record.subarray(5));
    if (!ours.ok) throw new Error(ours.reason);
    expect(ours.value.legacyVersion).toBe(theirs.version);
    expect(Buffer.from(ours.value.random)).toEqual(Buffer.from(theirs.random));
    expect(Buffer.from(ours.value.sessionId)).toEqual(Buffer.from(theirs.sessionId));
    expect(ours.value.cipherSuites).toEqual(theirs.cipherSuites);
    expect(ours.value.compressionMethods).toEqual(theirs.compressionMethods);
    expect(ours.value.extensions).toEqual(theirs.extensions.map((extension) => extension.id));
    expect(ja3(ours.value).hash).toBe(calculateJa3(theirs));
    expect(ja4(ours.value, 't').hash).toBe(calculateJa4(theirs));
  }
});

test('no bytes make it throw, and damage gives a reason or a hello, never a wrong length', () => {
  fc.assert(
    fc.property(fc.nat(TLS13.length - 1), fc.nat(255), fc.nat(TLS13.length), (at, value, length) => {
      const damaged = Uint8Array.from(TLS13.subarray(0, length));
      damaged[at] = value;
      const read = readTlsClientHello(damaged);
      if (read.ok) expect(read.value.cipherSuites.length).toBeGreaterThan(0);
      else expect(read.offset).toBeLessThanOrEqual(TLS13.length);
    }),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readTlsClientHello(bytes)));
});

function hello(parts: { version?: string; suites?: string; extensions?: string[] | undefined }): Uint8Array {
  const { version = '0303', suites = '1301' } = parts;
  const list = 'extensions' in parts ? parts.extensions : [];
  let extensions = '';
  for (let i = 0; i < (list?.length ?? 0); i += 2) {
    const body = list?.[i + 1] as string;
    extensions += `${list?.[i]}${u16Hex(body.length / 2)}${body}`;
  }
  const tail = list === undefined ? '' : u16Hex(extensions.length / 2) + extensions;
  const body = `${version}${'11'.repeat(32)}00${u16Hex(suites.length / 2)}${suites}0100${tail}`;
  return new Uint8Array(Buffer.from(`0100${u16Hex(body.length / 2)}${body}`, 'hex'));
}

function u16Hex(value: number): string {
  return value.toString(16).padStart(4, '0');
}

test('what asks for a session, early data and a hidden name is seen', () => {
  const extension = (type: number, body: number[]) => [type >> 8, type & 255, 0, body.length, ...body];
  const hello = (extensions: number[]) =>
    readTlsClientHello(
      Uint8Array.from([
        ...[1, 0, 0, 43 + extensions.length, 3, 3],
        ...new Uint8Array(32),
        ...[0, 0, 2, 0x13, 0x01, 1, 0, 0, extensions.length],
        ...extensions,
      ]),
    );
  const all = hello([
    ...extension(35, [1, 2, 3]),
    ...extension(42, []),
    ...extension(0xfe0d, [0, 0]),
    ...extension(41, [0]),
  ]);
  expect(all).toMatchObject({ ok: true, value: { ticketBytes: 3, earlyData: true, ech: 'outer', offersPsk: true } });
  expect(hello(extension(0xfe0d, [1]))).toMatchObject({ value: { ech: 'inner', offersPsk: false, earlyData: false } });
  expect(hello(extension(0xffce, [1]))).toMatchObject({ value: { ech: 'esni' } });
});

test('a DTLS hello has a cookie behind its session id, and counts its versions down', () => {
  const body = [0xfe, 0xfd, ...new Uint8Array(32), 0, 3, 9, 9, 9, 0, 2, 0xc0, 0x2b, 1, 0, 0, 11];
  const versions = [0, 43, 0, 7, 6, 0x5a, 0x5a, 0xfe, 0xfc, 0xfe, 0xfd];
  const message = Uint8Array.from([1, 0, 0, body.length + versions.length, ...body, ...versions]);
  const read = readTlsClientHello(message, 'dtls');
  expect(read).toMatchObject({ ok: true, value: { legacyVersion: 0xfefd, cipherSuites: [0xc02b] } });
  expect(read.ok && highestOfferedVersion(read.value)).toBe(0xfefc);
  expect(readTlsClientHello(message)).toMatchObject({ ok: false, reason: 'ClientHello version' });
  for (let length = 0; length < message.length; length++) {
    expect(readTlsClientHello(message.subarray(0, length), 'dtls')).toMatchObject({ ok: false, needMore: true });
  }
  expect([0xfeff, 0xfefe, 0xfefd, 0xfefc].map(isDtlsVersion)).toEqual([true, false, true, true]);
});
