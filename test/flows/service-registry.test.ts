import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FinishedFlow } from '../../src/flows/finished-flow.ts';
import { recogniseService, SERVICE_RECOGNISERS } from '../../src/flows/service-registry.ts';
import { dnsBytes } from '../support/dns-bytes.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { obfuscatedOpening } from '../support/mtproto-bytes.ts';
import { asFinishedFlow, capturedFlows } from '../support/pcap-streams.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { sharedFolder } from '../support/shared.ts';
import { TLS13_CLIENT } from '../support/tls-handshakes.ts';

const service = (bytes: Uint8Array, protocol: number) =>
  recogniseService(finishedFlow([{ from: 'orig', bytes }], { protocol }))?.service;
const text = (value: string) => new Uint8Array(Buffer.from(value, 'latin1'));

test('each recogniser has a name of its own and says what it proves', () => {
  expect(new Set(SERVICE_RECOGNISERS.map((recogniser) => recogniser.name)).size).toBe(SERVICE_RECOGNISERS.length);
  for (const { proves } of SERVICE_RECOGNISERS) expect(proves.length).toBeGreaterThan(20);
});

test('a flow gets the service that its bytes prove', () => {
  expect(service(TLS13_CLIENT, 6)).toBe('tls');
  expect(service(text('GET / HTTP/1.1\r\n\r\n'), 6)).toBe('http');
  expect(service(text('SSH-2.0-x\r\n'), 6)).toBe('ssh');
  expect(service(dnsBytes({ questions: [{ name: 'a.example', type: 1 }] }), 17)).toBe('dns');
});

test('a protocol is only looked for on its transport', () => {
  expect(service(TLS13_CLIENT, 17)).toBeUndefined();
  expect(service(text('GET / HTTP/1.1\r\n\r\n'), 17)).toBeUndefined();
  expect(service(TLS13_CLIENT, 132)).toBeUndefined();
});

test('proprietary protocols can be left unnamed, standard ones cannot', () => {
  const bytes = obfuscatedOpening(randomBytes(64, randomNumbers(3)), 0xef);
  const flow = finishedFlow([{ from: 'orig', bytes }]);
  expect(recogniseService(flow)?.service).toBe('mtproto');
  expect(recogniseService(flow, true)?.service).toBe('mtproto');
  expect(recogniseService(flow, false)).toBeUndefined();
  expect(recogniseService(finishedFlow([{ from: 'orig', bytes: TLS13_CLIENT }]), false)?.service).toBe('tls');
});

test('a flow without payload has no service', () => {
  expect(recogniseService(finishedFlow([]))).toBeUndefined();
});

test('no flow makes it throw', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.uint8Array({ maxLength: 80 })), { maxLength: 8 }),
      fc.constantFrom(6, 17, 1),
      fc.boolean(),
      (list, protocol, startSeen) => {
        const messages = list.map(([own, bytes]) => ({ from: own ? ('orig' as const) : ('resp' as const), bytes }));
        recogniseService(finishedFlow(messages, { protocol, startSeen }));
      },
    ),
    { numRuns: 1000 },
  );
});

/** Flows of random messages; `first`, where given, is the first byte of each direction. */
function* randomFlows(
  trials: number,
  protocol: number,
  seed: number,
  first?: readonly number[],
): Generator<FinishedFlow> {
  const random = randomNumbers(seed);
  const pool = randomBytes(1 << 20, random);
  for (let i = 0; i < trials; i++) {
    const messages = Array.from({ length: 1 + (i % 4) }, (_, k) => {
      const length = 1 + Math.floor(random() * (i % 3 === 0 ? 24 : 160));
      const at = Math.floor(random() * (pool.length - length));
      const bytes = first === undefined ? pool.subarray(at, at + length) : pool.slice(at, at + length);
      if (k < 2 && first !== undefined) bytes[0] = first[Math.floor(random() * first.length)] as number;
      return { from: (i + k) % 2 === 0 ? ('orig' as const) : ('resp' as const), bytes };
    });
    yield finishedFlow(messages, { protocol, startSeen: i % 8 !== 0, respPort: i % 16 === 0 ? 4500 : 8443 });
  }
}

/** TLS finds records at any offset of flows that began before the capture: its own tests say how often. */
const BY_OFFSET = new Set(['tls']);

test.each([6, 17])('of 100,000 flows of random bytes over IP protocol %i none gets a name', (protocol) => {
  const named: string[] = [];
  for (const flow of randomFlows(100_000, protocol, protocol)) {
    const facts = recogniseService(flow);
    if (facts !== undefined) named.push(facts.service);
  }
  expect(named).toEqual([]);
});

test('random bytes behind a first byte that a recogniser admits prove nothing to it', () => {
  const named: string[] = [];
  for (const [i, { name, transport, mayBegin, recognise }] of SERVICE_RECOGNISERS.entries()) {
    if (mayBegin === undefined || BY_OFFSET.has(name)) continue;
    const first = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => mayBegin(byte));
    const protocol = transport === 'udp' ? 17 : transport === 'other' ? 50 : 6;
    for (const flow of randomFlows(800, protocol, i, first)) if (recognise(flow) !== undefined) named.push(name);
  }
  expect(named).toEqual([]);
});

const corpora = sharedFolder('corpora');

test.skipIf(corpora === undefined)('real captures of one protocol are named after it', () => {
  for (const [capture, protocol, expected, atLeast] of [
    ['arkime/http-content-gzip.pcap', 6, 'http', 1],
    ['arkime/dns-mx.pcap', 17, 'dns', 1],
    ['arkime/openssl-tls1_1.pcap', 6, 'tls', 1],
    ['arkime/quic34.pcap', 17, 'quic', 1],
    ['ja4/ssh2.pcapng', 6, 'ssh', 1],
    ['ja4/chrome-cloudflare-quic-with-secrets.pcapng', 17, 'quic', 1],
  ] as const) {
    const found = capturedFlows(join(corpora as string, capture))
      .filter((flow) => flow.protocol === protocol)
      .map((flow) => recogniseService(asFinishedFlow(flow))?.service);
    expect(found.filter((name) => name === expected).length, capture).toBeGreaterThanOrEqual(atLeast);
  }
});
