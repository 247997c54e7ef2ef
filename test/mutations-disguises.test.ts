// Every sign that records are no TLS, by the tables that name them, and what is weak in a handshake that is: with its cause taken away the sign, or the
// weakness, is gone. A sign without a pair here does not compile.

import { describe, expect, it } from 'vitest';
import { tlsPosture } from '../src/flows/crypto-posture.ts';
import { recogniseService } from '../src/flows/service-registry.ts';
import { TlsContradiction } from '../src/flows/tls-contradictions.ts';
import { joinOpenings, type TlsHandshake } from '../src/flows/tls-facts.ts';
import type { TlsRecordSign } from '../src/flows/tls-record-signs.ts';
import { readTlsOpening } from '../src/flows/tls-stream.ts';
import { judgeEncryption } from '../src/models/encryption-class.ts';
import { readX509 } from '../src/parse/x509-certificate.ts';
import { RSA_1024_SHA1 } from './support/certificates.ts';
import type { SentMessage } from './support/finished-flow.ts';
import { measured } from './support/measured.ts';
import { randomBytes, randomNumbers } from './support/random-bytes.ts';
import { TLS12_CLIENT, TLS12_SERVER, TLS13_CLIENT, TLS13_SERVER } from './support/tls-handshakes.ts';
import { flowOfRecords, joined, tlsRecord } from './support/tls-records.ts';

const random = randomNumbers(1313);
const orig = (...parts: Uint8Array[]): SentMessage => ({ from: 'orig', bytes: joined(...parts) });
const resp = (...parts: Uint8Array[]): SentMessage => ({ from: 'resp', bytes: joined(...parts) });
const data = (bytes: number) => tlsRecord(23, randomBytes(bytes, random));
const several = (count: number, record: (i: number) => Uint8Array) =>
  Array.from({ length: count }, (_, i) => orig(record(i)));
const text = tlsRecord(23, Buffer.from('the quick brown fox jumps over the lazy dog. '.repeat(9)));
const SPEC = tlsRecord(20, Uint8Array.of(1));
const finished = tlsRecord(22, randomBytes(40, random));
/** Where the session id of a ServerHello has its length. */
const SESSION_AT = 5 + 4 + 2 + 32;
const changed = (at: number) => {
  const hello = Uint8Array.from(TLS13_SERVER);
  hello[at] = (hello[at] as number) ^ 5;
  return hello;
};
const suiteAt = SESSION_AT + 1 + (TLS13_SERVER[SESSION_AT] as number) + 1;
const again = data(80);

interface Pair {
  readonly shown: readonly SentMessage[];
  readonly takenAway: readonly SentMessage[];
  readonly isMidflow?: true;
}

const answered13 = (server: Uint8Array) => [orig(TLS13_CLIENT), resp(server, data(300)), orig(SPEC, data(60))];
const PAIRS: Readonly<Record<Exclude<TlsContradiction, 'record_boundary'> | TlsRecordSign, Pair>> = {
  no_client_hello: { shown: [orig(finished, data(60))], takenAway: [orig(TLS13_CLIENT, data(60))] },
  application_data_first: { shown: [orig(data(100), data(80))], takenAway: [orig(TLS13_CLIENT)] },
  no_server_hello: { shown: [orig(TLS13_CLIENT), resp(data(100))], takenAway: answered13(TLS13_SERVER) },
  choice_not_offered: { shown: answered13(changed(suiteAt)), takenAway: answered13(TLS13_SERVER) },
  session_id_not_echoed: { shown: answered13(changed(SESSION_AT + 1)), takenAway: answered13(TLS13_SERVER) },
  data_before_finished: {
    shown: [orig(TLS12_CLIENT), resp(TLS12_SERVER), orig(data(200))],
    takenAway: [orig(TLS12_CLIENT), resp(TLS12_SERVER), orig(SPEC, finished), resp(SPEC, finished), orig(data(200))],
  },
  low_entropy: {
    shown: [orig(TLS13_CLIENT), resp(TLS13_SERVER, text)],
    takenAway: [orig(TLS13_CLIENT), resp(TLS13_SERVER, data(405))],
  },
  records_too_short: {
    shown: several(3, () => data(8)),
    takenAway: several(3, () => data(9)),
    isMidflow: true,
  },
  fixed_bytes: {
    shown: several(8, (i) =>
      tlsRecord(23, joined(randomBytes(12, random), Uint8Array.of(7), randomBytes(40 + i, random))),
    ),
    takenAway: several(8, (i) => data(53 + i)),
    isMidflow: true,
  },
  repeated_record: {
    shown: [orig(again), orig(data(80)), orig(again)],
    takenAway: [orig(again), orig(data(80)), orig(data(80))],
    isMidflow: true,
  },
};

it('every sign that decides has a pair', () => {
  const decisive = Object.values(TlsContradiction).filter((sign) => sign !== TlsContradiction.recordBoundary);
  expect(Object.keys(PAIRS)).toEqual(expect.arrayContaining(decisive));
});

describe.each(Object.entries(PAIRS))('%s', (sign, { shown, takenAway, isMidflow = false }) => {
  const judged = (messages: readonly SentMessage[]) => {
    const flow = flowOfRecords(messages, { startSeen: !isMidflow });
    const facts = recogniseService(flow);
    return { service: facts?.service, ...judgeEncryption(flow, facts, measured(flow).row) };
  };

  it('makes an imitation, and without its cause the same records are TLS', () => {
    const imitation = judged(shown);
    expect(imitation.service).toBe('fake-tls');
    expect(imitation.reasons[0]).toContain(sign);
    expect(judged(takenAway)).toMatchObject({ service: 'tls', class: 'standard' });
  });
});

const handshake = joinOpenings(readTlsOpening(TLS12_CLIENT), readTlsOpening(TLS12_SERVER));
const server = (change: object): Partial<TlsHandshake> => ({ server: { ...handshake.server, ...change } as never });
const leaf = (change: object): Partial<TlsHandshake> => ({
  certificate: { facts: { ...readX509(RSA_1024_SHA1), selfSigned: false, keyBits: 2048, ...change } } as never,
});
/** Numbers of cipher suites, RFC 5246 appendix C and the IANA registry. */
const suite = (cipherSuite: number) => server({ cipherSuite });
const STRONG = suite(0xc02f);
const WEAKNESSES: Readonly<Record<string, readonly [cause: Partial<TlsHandshake>, without: Partial<TlsHandshake>]>> = {
  null: [suite(0x0002), STRONG],
  anonymous: [suite(0x0034), STRONG],
  export: [suite(0x0003), STRONG],
  rc4: [suite(0x0005), STRONG],
  rc2: [suite(0x0006), STRONG],
  des: [suite(0x0009), STRONG],
  idea: [suite(0x0007), STRONG],
  '3des': [suite(0x000a), STRONG],
  md5: [suite(0x0004), suite(0x0005)],
  compression: [server({ compressionMethod: 1 }), server({ compressionMethod: 0 })],
  small_group: [{ exchange: { group: 1 } }, { exchange: { group: 23 } }],
  small_prime: [{ exchange: { primeBits: 1024 } }, { exchange: { primeBits: 2048 } }],
  small_key_rsa1024: [leaf({ keyBits: 1024 }), leaf({})],
  small_key_ec192: [leaf({ keyType: 'ec', keyBits: 192 }), leaf({ keyType: 'ec', keyBits: 256 })],
  signature_md5: [leaf({ signatureAlgorithm: 'md5-rsa' }), leaf({ signatureAlgorithm: 'sha256-rsa' })],
  signature_sha1: [leaf({}), leaf({ signatureAlgorithm: 'sha256-rsa' })],
  'version_1.0': [server({ version: 0x0301 }), server({ version: 0x0303 })],
  'version_ssl3.0': [server({ version: 0x0300 }), server({ version: 0x0303 })],
  no_forward_secrecy: [suite(0x009c), STRONG],
  cbc: [suite(0xc013), STRONG],
};

it.each(Object.entries(WEAKNESSES))('%s is told of a handshake, and gone with its cause', (name, [cause, without]) => {
  const told = (change: Partial<TlsHandshake>) => {
    const { weak = [], legacy = [] } = tlsPosture({ ...handshake, ...change }) ?? {};
    return [...weak, ...legacy];
  };
  expect(told(cause)).toContain(name);
  expect(told(without)).not.toContain(name);
});
