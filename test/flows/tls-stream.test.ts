import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  endsMessage,
  holdsHandshake,
  readAlert,
  readTlsMessages,
  readTlsOpening,
  tlsRecordChain,
} from '../../src/flows/tls-stream.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import {
  RETRY_CLIENT,
  RETRY_SERVER,
  TLS12_CLIENT,
  TLS12_SERVER,
  TLS13_CLIENT,
  TLS13_SERVER,
} from '../support/tls-handshakes.ts';

test('a direction opens with the hello that stands there', () => {
  expect(readTlsOpening(TLS13_CLIENT)?.client?.serverName).toBe('example.org');
  expect(readTlsOpening(TLS13_SERVER)?.server?.version).toBe(0x0304);
  expect(readTlsOpening(TLS12_SERVER)).toMatchObject({ server: { version: 0x0303 }, resumes: false });
  expect(readTlsOpening(TLS12_SERVER)?.keyExchange?.[0]).toBe(12);
  expect(readTlsOpening(TLS12_SERVER)?.certificate?.facts.keyType).toBe('ec');
});

test('behind a HelloRetryRequest the ServerHello proper counts, as soon as it is there', () => {
  expect(readTlsOpening(RETRY_SERVER)?.server).toMatchObject({ retryRequest: false, group: 24 });
  expect(readTlsOpening(RETRY_SERVER.subarray(0, 150))?.server).toMatchObject({ retryRequest: true, group: 24 });
});

test('a second ClientHello behind a ChangeCipherSpec answers a retry', () => {
  expect(readTlsOpening(RETRY_CLIENT)).toMatchObject({ client: {}, retry: true });
  expect(readTlsOpening(TLS13_CLIENT)).not.toHaveProperty('retry');
});

test('messages split over many records are joined, whatever the cut', () => {
  const body = TLS12_SERVER.subarray(5, 85);
  for (const size of [1, 7, 40, 79]) {
    const records: number[] = [];
    for (let at = 0; at < body.length; at += size) {
      const part = body.subarray(at, at + size);
      records.push(22, 3, 3, 0, part.length, ...part);
    }
    expect(readTlsOpening(new Uint8Array(records))?.server?.cipherSuite).toBe(0xc02c);
  }
});

test('an opening is read from where another protocol hands over', () => {
  expect(readTlsOpening(new Uint8Array([1, 2, 3, ...TLS13_CLIENT]), 3)?.client?.serverName).toBe('example.org');
});

test('an alert in the clear is kept, behind the hello, before it, or alone', () => {
  const alert = [21, 3, 3, 0, 2, 2, 40];
  expect(readTlsOpening(new Uint8Array([...TLS13_CLIENT, ...alert]))?.alert).toEqual({ level: 2, description: 40 });
  expect(readAlert(new Uint8Array(alert), 0)).toEqual({ level: 2, description: 40 });
  expect(readAlert(new Uint8Array([21, 3, 3, 0, 2, 9, 40]), 0)).toBeUndefined();
  expect(readAlert(new Uint8Array(alert.slice(0, 6)), 0)).toBeUndefined();
});

test('DTLS messages are read in the same way', () => {
  expect(
    readTlsMessages([{ type: 2, bytes: TLS12_SERVER.subarray(5, 85), wireBytes: 80 }], 'dtls')?.server,
  ).toBeDefined();
  expect(readTlsMessages([], 'tls')).toBeUndefined();
});

test('a warning before the ServerHello is stepped over', () => {
  const warned = new Uint8Array([21, 3, 3, 0, 2, 1, 112, ...TLS12_SERVER]);
  expect(readTlsOpening(warned)?.server?.cipherSuite).toBe(0xc02c);
});

test('a hello that is cut says so from its version on, and before that it proves nothing', () => {
  for (let length = 0; length < TLS13_CLIENT.length; length++) {
    expect(readTlsOpening(TLS13_CLIENT.subarray(0, length))).toEqual(length < 11 ? undefined : { cut: 'ClientHello' });
  }
});

test('a record header before something else is no opening', () => {
  const imitation = Uint8Array.from(TLS13_CLIENT);
  imitation[9] = 9;
  expect(readTlsOpening(imitation)).toBeUndefined();
  expect(readTlsOpening(new Uint8Array([23, 3, 3, 0, 2, 1, 2]))).toBeUndefined();
});

test('records chain where a second header stands behind the first record', () => {
  expect(tlsRecordChain(TLS13_SERVER, 127)).toEqual({ records: 2, firstType: 20, version: 0x0303, firstEnd: 133 });
  expect(tlsRecordChain(TLS13_SERVER, 133)).toEqual({ records: 1, firstType: 23, version: 0x0303, firstEnd: 170 });
  expect(tlsRecordChain(TLS13_SERVER, 134)).toBeUndefined();
});

test('a record of handshake bytes is told by a message that fills it', () => {
  const certificate = TLS12_SERVER.subarray(85);
  expect(holdsHandshake(certificate.subarray(0, 200), 384)).toBe(true);
  expect(holdsHandshake(certificate.subarray(0, 200), 385)).toBe(false);
  expect(holdsHandshake(TLS13_SERVER.subarray(127), 6)).toBe(false);
});

test('an offset ends a message only in its own direction', () => {
  const { messages } = finishedFlow([
    { from: 'orig', bytes: TLS12_CLIENT },
    { from: 'resp', bytes: TLS12_SERVER },
    { from: 'orig', bytes: new Uint8Array(10) },
  ]);
  expect(endsMessage(messages, 1, TLS12_CLIENT.length)).toBe(true);
  expect(endsMessage(messages, 1, TLS12_CLIENT.length + 10)).toBe(true);
  expect(endsMessage(messages, 1, TLS12_CLIENT.length + 9)).toBe(false);
  expect(endsMessage(messages, 1, TLS12_SERVER.length)).toBe(false);
  expect(endsMessage(messages, 0, TLS12_SERVER.length)).toBe(true);
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(TLS13_CLIENT, TLS12_SERVER, RETRY_SERVER),
      fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 4 }),
      (stream, changes) => {
        const damaged = Uint8Array.from(stream);
        for (const [at, value] of changes) damaged[at] = value;
        readTlsOpening(damaged);
        tlsRecordChain(damaged, changes.length);
      },
    ),
    { numRuns: 1000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void readTlsOpening(bytes)));
});
