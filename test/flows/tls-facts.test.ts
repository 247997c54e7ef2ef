import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { alertText, isTls13, joinOpenings, tlsFacts } from '../../src/flows/tls-facts.ts';
import { readTlsOpening } from '../../src/flows/tls-stream.ts';
import { asFinishedFlow, capturedFlows } from '../support/pcap-streams.ts';
import { sharedFolder } from '../support/shared.ts';
import {
  RETRY_CLIENT,
  RETRY_SERVER,
  TLS12_CLIENT,
  TLS12_SERVER,
  TLS13_CLIENT,
  TLS13_SERVER,
} from '../support/tls-handshakes.ts';

const facts = (client: Uint8Array | undefined, server: Uint8Array | undefined) => {
  const resp = server === undefined ? undefined : readTlsOpening(server);
  const orig = client === undefined ? undefined : readTlsOpening(client);
  const { ja3_string, ja3s_string, ja4_string, ...rest } = tlsFacts(joinOpenings(orig, resp), 't');
  return rest;
};

test('both hellos of TLS 1.3: the negotiated version, cipher and group, and the protocol offered first', () => {
  expect(facts(TLS13_CLIENT, TLS13_SERVER)).toEqual({
    version: '1.3',
    server_name: 'example.org',
    alpn: 'h2',
    cipher: 'TLS_AES_256_GCM_SHA384',
    group: 'x25519',
    ja3: '9dffdb8b608a430b774a2ff7d36c1a0c',
    ja3s: '15af977ce25de452b96affa2addb1036',
    ja4: 't13d0411h2_16476d049b0b_78f1d400d464',
    resumed: false,
  });
});

test('both hellos of TLS 1.2: the protocol the server chose, and the group of its ServerKeyExchange', () => {
  expect(facts(TLS12_CLIENT, TLS12_SERVER)).toMatchObject({
    version: '1.2',
    alpn: 'http/1.1',
    cipher: 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    group: 'x25519',
  });
});

test('a ClientHello alone: what was offered', () => {
  expect(facts(TLS13_CLIENT, undefined)).toMatchObject({ version: '1.3', alpn: 'h2', group: 'x25519' });
  expect(facts(TLS13_CLIENT, undefined)).not.toHaveProperty('cipher');
  expect(facts(TLS12_CLIENT, undefined)).not.toHaveProperty('group');
});

test('the certificate of TLS 1.2, and none of TLS 1.3', () => {
  expect(facts(TLS12_CLIENT, TLS12_SERVER).certificate).toMatchObject({
    key_type: 'ec',
    key_bits: 256,
    curve: 'secp256r1',
    self_signed: true,
    chain_length: 1,
  });
  expect(facts(TLS13_CLIENT, TLS13_SERVER)).not.toHaveProperty('certificate');
});

test('the group of TLS 1.2 is read from the client where the key exchange of the server was not kept', () => {
  const client = readTlsOpening(TLS12_CLIENT);
  const server = readTlsOpening(TLS12_SERVER);
  if (client === undefined || server === undefined) throw new Error('no handshake');
  const { keyExchange, ...kept } = server;
  const answer = new Uint8Array([16, 0, 0, 33, 32, ...new Uint8Array(32)]);
  expect(tlsFacts(joinOpenings({ ...client, keyExchange: answer }, kept), 't').group).toBe('x25519');
  expect(tlsFacts(joinOpenings(client, kept), 't')).not.toHaveProperty('group');
});

test('a session goes on where the server skips its certificate and the client had one to offer', () => {
  const client = readTlsOpening(TLS12_CLIENT);
  const server = readTlsOpening(TLS12_SERVER.subarray(0, 85));
  if (client?.client === undefined || server === undefined) throw new Error('no handshake');
  const resuming = { ...server, resumes: true };
  expect(
    tlsFacts(joinOpenings({ ...client, client: { ...client.client, ticketBytes: 160 } }, resuming), 't').resumed,
  ).toBe(true);
  expect(
    tlsFacts(
      joinOpenings({ ...client, client: { ...client.client, ticketBytes: 0, sessionId: new Uint8Array() } }, resuming),
      't',
    ).resumed,
  ).toBe(false);
});

test('an alert is named with its level', () => {
  expect(alertText({ level: 2, description: 40 })).toBe('fatal handshake_failure');
  expect(alertText({ level: 1, description: 199 })).toBe('warning 199');
});

test('the drafts of TLS 1.3 and DTLS 1.3 count as 1.3', () => {
  expect([0x0303, 0x0304, 0x7f1c, 0xfefd, 0xfefc].map(isTls13)).toEqual([false, true, true, false, true]);
});

test('a ServerHello alone: what was chosen, and nothing of the client', () => {
  const { certificate, ...chosen } = facts(undefined, TLS12_SERVER);
  expect(certificate).toBeDefined();
  expect(chosen).toEqual({
    resumed: false,
    version: '1.2',
    alpn: 'http/1.1',
    cipher: 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    group: 'x25519',
    ja3s: 'e195432758194ce2d482396b82e0d48e',
  });
});

test('after a HelloRetryRequest the group is the one that was agreed, not the one that was offered', () => {
  expect(facts(RETRY_CLIENT, RETRY_SERVER)).toMatchObject({ group: 'secp384r1', retry: true });
  expect(facts(TLS13_CLIENT, TLS13_SERVER)).not.toHaveProperty('retry');
});

test('a server of TLS 1.2 that names no protocol and no group chose none', () => {
  const silent = readTlsOpening(TLS12_SERVER)?.server;
  if (silent === undefined) throw new Error('no ServerHello');
  const without = { ...silent, alpn: undefined };
  const record = tlsFacts(joinOpenings(readTlsOpening(TLS13_CLIENT), { server: without }), 't');
  expect(silent.alpn).toBe('http/1.1');
  expect(record).not.toHaveProperty('alpn');
  expect(record).not.toHaveProperty('group');
});

const corpora = sharedFolder('corpora');
const CAPTURES = [
  'arkime/badcurveball.pcap',
  'arkime/https-generalizedtime.pcap',
  'arkime/https2-301-get.pcap',
  'arkime/openssl-tls1-tls1_2.pcap',
  'arkime/openssl-tls1_1.pcap',
  'ja4/latest.pcapng',
  'ja4/tls-handshake.pcapng',
];
const hasTshark = spawnSync('tshark', ['-v']).status === 0;

test.skipIf(corpora === undefined || !hasTshark)(
  'JA3, JA3S and server names of real captures are those of tshark',
  () => {
    let compared = 0;
    for (const capture of CAPTURES) {
      const path = join(corpora as string, capture);
      const theirs = tsharkFacts(path);
      for (const flow of capturedFlows(path)) {
        if (flow.protocol !== 6) continue;
        const tls = recogniseService(asFinishedFlow(flow))?.tls;
        const truth = theirs.get(`${flow.orig.split(' ')[1]} ${flow.resp.split(' ')[1]}`);
        const ours = { ja3: tls?.ja3, ja3s: tls?.ja3s, name: tls?.server_name };
        expect(ours, `${capture} ${flow.orig} ${flow.resp}`).toEqual(truth ?? {});
        if (truth !== undefined) compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(60);
  },
);

/** The first of each, by the ports of originator and responder. */
function tsharkFacts(path: string): Map<string, { ja3?: string; ja3s?: string; name?: string }> {
  const fields = [
    'tcp.srcport',
    'tcp.dstport',
    'tls.handshake.ja3',
    'tls.handshake.ja3s',
    'tls.handshake.extensions_server_name',
  ];
  const filter = 'tls.handshake.type == 1 || tls.handshake.type == 2';
  const args = [
    '-n',
    '-r',
    path,
    '-Y',
    filter,
    '-T',
    'fields',
    '-E',
    'occurrence=f',
    ...fields.flatMap((f) => ['-e', f]),
  ];
  const found = new Map<string, { ja3?: string; ja3s?: string; name?: string }>();
  for (const line of spawnSync('tshark', args, { encoding: 'utf8' }).stdout.split('\n')) {
    const [source, destination, ja3, ja3s, name] = line.split('\t');
    if (source === undefined || destination === undefined) continue;
    const key = ja3 === '' ? `${destination} ${source}` : `${source} ${destination}`;
    const entry = found.get(key) ?? {};
    if (ja3) entry.ja3 ??= ja3;
    if (ja3s) entry.ja3s ??= ja3s;
    if (name) entry.name ??= name;
    found.set(key, entry);
  }
  return found;
}
