import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tlsRecogniser } from '../../src/flows/recognise-tls.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { asFinishedFlow, capturedFlows } from '../support/pcap-streams.ts';
import { sharedFolder } from '../support/shared.ts';
import { TLS12_CLIENT, TLS12_SERVER, TLS13_CLIENT, TLS13_SERVER } from '../support/tls-handshakes.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const recognise = (orig: Uint8Array, resp: Uint8Array = new Uint8Array(), startSeen = true) => {
  const both = [
    { from: 'orig' as const, bytes: orig },
    { from: 'resp' as const, bytes: resp },
  ];
  return tlsRecogniser.recognise(
    finishedFlow(
      both.filter((message) => message.bytes.length > 0),
      { startSeen },
    ),
  );
};
/** Application data records of the given lengths. */
const records = (...lengths: number[]) =>
  new Uint8Array(
    Buffer.concat(
      lengths.map((n) => Buffer.concat([bytes(`170303${n.toString(16).padStart(4, '0')}`), Buffer.alloc(n, 0xa5)])),
    ),
  );

test('a whole handshake is TLS, with what both sides said', () => {
  expect(recognise(TLS13_CLIENT, TLS13_SERVER)).toMatchObject({
    service: 'tls',
    kind: 'standard',
    reason: 'TLS ClientHello and ServerHello, both whole',
    tls: { version: '1.3', server_name: 'example.org', cipher: 'TLS_AES_256_GCM_SHA384' },
  });
});

test('one side of the handshake is enough, whoever sent the first packet of the capture', () => {
  expect(recognise(TLS13_CLIENT)?.reason).toBe('TLS ClientHello, whole');
  expect(recognise(TLS13_SERVER, undefined, false)?.tls?.cipher).toBe('TLS_AES_256_GCM_SHA384');
  expect(recognise(TLS12_SERVER, TLS12_CLIENT, false)?.tls).toMatchObject({
    server_name: 'example.org',
    version: '1.2',
  });
});

test('a hello that the capture cut is TLS, without its facts', () => {
  expect(recognise(TLS13_CLIENT.subarray(0, 80))).toEqual({
    service: 'tls',
    kind: 'standard',
    reason: 'the beginning of a TLS ClientHello, which ends beyond the bytes that were kept',
  });
});

test('a hello that is refused with an alert is TLS', () => {
  expect(recognise(TLS13_CLIENT, bytes('15030100020228'))?.service).toBe('tls');
});

test('an SSL 2.0 hello that goes on without TLS records is none, whatever the answer', () => {
  const cipher = '010080';
  const hello = bytes(`801c0103010003000000 10${cipher}${'5a'.repeat(16)}`.replaceAll(' ', ''));
  expect(recognise(hello, TLS12_SERVER)?.service).toBe('tls');
  const goesOn = (more: Uint8Array) => recognise(new Uint8Array([...hello, ...more]), TLS12_SERVER)?.service;
  expect(goesOn(records(40))).toBe('tls');
  expect(goesOn(bytes('9c41d7e2005be1f3'))).toBeUndefined();
});

test('an SSL 2.0 hello is TLS of the version the server chose', () => {
  // Two cipher specs, no session id, a challenge of 16 bytes.
  const hello = bytes(`801f01030100060000001001008000c02b${'5a'.repeat(16)}`);
  expect(recognise(hello)).toMatchObject({
    service: 'tls',
    reason: 'SSL 2.0 hello for version 1.0',
    tls: { version: '1.0' },
  });
  expect(recognise(hello, TLS12_SERVER)?.tls?.version).toBe('1.2');
});

test('a hello that is answered by something else is not TLS', () => {
  expect(recognise(TLS13_CLIENT, bytes('00112233445566778899'))).toBeUndefined();
  expect(recognise(bytes('00112233445566778899'), TLS13_SERVER)).toBeUndefined();
});

test('record headers around something else are not TLS', () => {
  const imitation = Uint8Array.from(TLS13_CLIENT);
  imitation[4] += 1;
  imitation[9] = 0x20;
  expect(recognise(imitation)).toBeUndefined();
});

test('application data is TLS where the beginning was not seen, and is not where it was', () => {
  const stream = records(100, 200);
  const facts = recognise(stream, undefined, false);
  expect(facts).toMatchObject({ service: 'tls', kind: 'standard' });
  expect(facts?.reason).toBe('TLS records from its first captured byte on; the hellos were before the capture');
  expect(facts?.tls).toBeUndefined();
  expect(recognise(stream)).toBeUndefined();
});

test('a single record proves it only where it ends with a message', () => {
  expect(recognise(records(300), undefined, false)?.service).toBe('tls');
  expect(recognise(records(300).subarray(0, 290), undefined, false)).toBeUndefined();
});

test('a record larger than what is kept proves it by the length of its message', () => {
  expect(recognise(records(16_000), undefined, false)?.service).toBe('tls');
});

test('a capture that begins inside a record finds the next ones', () => {
  const stream = new Uint8Array([...records(500).subarray(30), ...records(100, 100)]);
  expect(recognise(stream, undefined, false)?.reason).toContain('from byte 475 of one direction on');
  expect(recognise(new Uint8Array(20), stream, false)?.service).toBe('tls');
});

test('records older than TLS 1.2 name their version', () => {
  const old = records(50, 51).map((byte, i) => (i === 2 ? 1 : byte));
  expect(recognise(old, undefined, false)?.tls).toEqual({ version: '1.0' });
});

test('a Certificate at the start of a capture is TLS', () => {
  expect(recognise(TLS12_SERVER.subarray(85, 300), undefined, false)?.service).toBe('tls');
});

test('text, binary and empty flows are not TLS', () => {
  for (const startSeen of [true, false]) {
    expect(recognise(new Uint8Array(Buffer.from('GET / HTTP/1.1\r\n\r\n')), undefined, startSeen)).toBeUndefined();
    expect(recognise(bytes('16030100000001'), undefined, startSeen)).toBeUndefined();
    expect(recognise(new Uint8Array(), undefined, startSeen)).toBeUndefined();
  }
});

test('random bytes are never TLS and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 5, maxLength: 400 }), fc.boolean(), (payload, startSeen) => {
      expect(recognise(payload, undefined, startSeen)).toBeUndefined();
    }),
  );
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 60 }),
      fc.boolean(),
      fc.constantFrom(20, 21, 22, 23, 0x80),
      (tail, startSeen, first) => {
        recognise(new Uint8Array([first, 3, 3, ...tail]), tail, startSeen);
        recognise(new Uint8Array([first, 46, 1, ...tail]), TLS13_SERVER, startSeen);
      },
    ),
  );
});

const anydesk = sharedFolder('corpora/ndpi/anydesk.pcapng');

test.skipIf(anydesk === undefined)(
  'of two real connections, the one under way and the one from its start are both TLS',
  () => {
    const reasons = capturedFlows(anydesk as string)
      .filter((flow) => flow.protocol === 6)
      .map((flow) => tlsRecogniser.recognise(asFinishedFlow(flow))?.reason);
    expect(reasons).toContain('TLS records from its first captured byte on; the hellos were before the capture');
    expect(reasons).toContain('TLS ClientHello and ServerHello, both whole');
  },
);

const http = sharedFolder('corpora/arkime');

test.skipIf(http === undefined)('real HTTP is not TLS', () => {
  const flows = capturedFlows(join(http as string, 'http-content-gzip.pcap')).filter(
    (flow) => flow.messages.length > 0,
  );
  expect(flows.length).toBeGreaterThan(0);
  for (const flow of flows) expect(tlsRecogniser.recognise(asFinishedFlow(flow))).toBeUndefined();
});
