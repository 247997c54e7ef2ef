import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTlsOpening } from '../../src/flows/tls-stream.ts';
import { ja4 } from '../../src/parse/ja4.ts';
import { readTlsClientHello, type TlsClientHello } from '../../src/parse/tls-client-hello.ts';
import { asFinishedFlow, capturedFlows } from '../support/pcap-streams.ts';
import { sharedFolder } from '../support/shared.ts';
import { RETRY_CLIENT, TLS12_CLIENT, TLS13_CLIENT } from '../support/tls-handshakes.ts';

const client = (record: Uint8Array) => {
  const read = readTlsClientHello(record.subarray(5));
  if (!read.ok) throw new Error(read.reason);
  return read.value;
};
const codePoints = (list: string) => list.split(',').map((hex) => Number.parseInt(hex, 16));

/** The example of the JA4 specification: a Chrome of 2023. */
const CHROME: TlsClientHello = {
  ...client(TLS13_CLIENT),
  cipherSuites: codePoints('1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035'),
  extensions: codePoints('001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015'),
  signatureAlgorithms: codePoints('0403,0804,0401,0503,0805,0501,0806,0601'),
  supportedVersions: [0x0304, 0x0303],
  alpn: ['h2', 'http/1.1'],
};

test('the example of the specification has its fingerprint', () => {
  expect(ja4(CHROME, 't').hash).toBe('t13d1516h2_8daaf6152771_e5627efa2ab1');
  expect(ja4(CHROME, 'q').hash).toBe('q13d1516h2_8daaf6152771_e5627efa2ab1');
});

test('the raw form shows the sorted lists and the signature algorithms as sent', () => {
  expect(ja4(client(TLS13_CLIENT), 't')).toEqual({
    hash: 't13d0411h2_16476d049b0b_78f1d400d464',
    raw: 't13d0411h2_00ff,1301,1302,1303_000a,000b,000d,0016,0017,0023,002b,002d,0033_0403,0503,0603,0807,0808,0809,080a,080b,0804,0805,0806,0401,0501,0601',
  });
  expect(ja4(client(TLS12_CLIENT), 't').hash).toBe('t12d2808h2_d943125447b4_e7e480e5a997');
  expect(ja4(client(RETRY_CLIENT), 't').hash).toBe('t13d041000_16476d049b0b_78f1d400d464');
});

test('the order of suites and extensions and any GREASE change nothing', () => {
  const permuted: TlsClientHello = {
    ...CHROME,
    cipherSuites: [0x9a9a, ...CHROME.cipherSuites.toReversed()],
    extensions: [0x1a1a, ...CHROME.extensions.toReversed(), 0xfafa],
    supportedVersions: [0xeaea, 0x0303, 0x0304],
    signatureAlgorithms: [0x0a0a, ...CHROME.signatureAlgorithms],
  };
  expect(ja4(permuted, 't')).toEqual(ja4(CHROME, 't'));
});

test('without signature algorithms the last part has no underscore, and empty lists hash to zeros', () => {
  expect(ja4({ ...CHROME, signatureAlgorithms: [] }, 't').hash).toBe('t13d1516h2_8daaf6152771_6d807ffa2a79');
  const bare = {
    ...CHROME,
    cipherSuites: [],
    extensions: [0],
    signatureAlgorithms: [],
    alpn: [],
    supportedVersions: [],
  };
  expect(ja4(bare, 't')).toEqual({
    hash: 't12d000100_000000000000_000000000000',
    raw: 't12d000100__',
  });
});

test('the protocol is shown by its ends, or by the ends of its hexadecimal digits', () => {
  const ends = (...alpn: string[]) => ja4({ ...CHROME, alpn }, 't').raw.slice(8, 10);
  expect(ends('http/1.1', 'h2')).toBe('h1');
  expect(ends()).toBe('00');
  expect(ends('')).toBe('00');
  expect(ends('x')).toBe('xx');
  expect(ends('\xab')).toBe('ab');
  expect(ends('\xab\xcd')).toBe('ad');
  expect(ends('0\xab')).toBe('3b');
  expect(ends('a ')).toBe('60');
  expect(ends(' ')).toBe('20');
});

test('no server name is i, an unknown version is 00, and counts stop at 99', () => {
  const odd: TlsClientHello = {
    ...CHROME,
    extensions: [],
    cipherSuites: Array.from({ length: 120 }, (_, i) => i),
    supportedVersions: [0x7f1c],
  };
  expect(ja4(odd, 't').raw.slice(0, 8)).toBe('t00i9900');
});

interface PublishedFlow {
  src: string;
  dst: string;
  srcport: string;
  dstport: string;
  'JA4.1'?: string;
  'JA4_r.1'?: string;
}

const corpus = sharedFolder('corpora/ja4');

test.skipIf(corpus === undefined)('every TCP fingerprint published with the JA4 corpus is ours, hashed and raw', () => {
  let compared = 0;
  // The GRE captures need the tunnel taken off, which the naive reader of this test does not do.
  for (const capture of [
    'badcurveball.pcap',
    'https3-301-get.pcap',
    'ipv6.pcapng',
    'latest.pcapng',
    'macos_tcp_flags.pcap',
    'tls-handshake.pcapng',
    'tls-sni.pcapng',
    'tls12.pcap',
  ]) {
    const truth = JSON.parse(readFileSync(join(corpus as string, 'gt/ja4-python', `${capture}.json`), 'utf8'));
    const ours = new Map<string, { hash: string; raw: string }>();
    for (const flow of capturedFlows(join(corpus as string, capture))) {
      const hello = flow.protocol === 6 ? readTlsOpening(asFinishedFlow(flow).orig.prefix)?.client : undefined;
      if (hello !== undefined) ours.set(`${flow.orig.split(' ')[1]} ${flow.resp.split(' ')[1]}`, ja4(hello, 't'));
    }
    for (const published of truth as PublishedFlow[]) {
      if (published['JA4.1']?.startsWith('t') !== true) continue;
      const mine = ours.get(`${published.srcport} ${published.dstport}`);
      expect(mine?.hash, `${capture} ${published.srcport}`).toBe(published['JA4.1']);
      if (published['JA4_r.1'] !== undefined) expect(mine?.raw).toBe(published['JA4_r.1']);
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(100);
});
