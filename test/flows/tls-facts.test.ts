import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { tlsFacts } from '../../src/flows/tls-facts.ts';
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
  const { ja3_string, ja3s_string, ja4_string, ...rest } = tlsFacts(
    orig?.client,
    resp?.server,
    resp?.exchangeGroup,
    't',
  );
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

test('a ServerHello alone: what was chosen, and nothing of the client', () => {
  expect(facts(undefined, TLS12_SERVER)).toEqual({
    version: '1.2',
    alpn: 'http/1.1',
    cipher: 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    group: 'x25519',
    ja3s: 'e195432758194ce2d482396b82e0d48e',
  });
});

test('after a HelloRetryRequest the group is the one that was agreed, not the one that was offered', () => {
  expect(facts(RETRY_CLIENT, RETRY_SERVER).group).toBe('secp384r1');
});

test('a server of TLS 1.2 that names no protocol and no group chose none', () => {
  const silent = readTlsOpening(TLS12_SERVER)?.server;
  if (silent === undefined) throw new Error('no ServerHello');
  const { alpn, ...without } = silent;
  const record = tlsFacts(readTlsOpening(TLS13_CLIENT)?.client, without, undefined, 't');
  expect(alpn).toBe('http/1.1');
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
