import { expect, test } from 'vitest';
import {
  handshakeContradictions,
  imitationContradictions,
  isDecisive,
  TlsContradiction,
} from '../../src/flows/tls-contradictions.ts';
import { joinOpenings, type TlsHandshake } from '../../src/flows/tls-facts.ts';
import { readTlsOpening } from '../../src/flows/tls-stream.ts';
import type { SentMessage } from '../support/finished-flow.ts';
import { noiseBytes } from '../support/noise-bytes.ts';
import { TLS12_CLIENT, TLS12_SERVER, TLS13_CLIENT, TLS13_SERVER } from '../support/tls-handshakes.ts';
import { flowOfRecords, joined, tlsRecord } from '../support/tls-records.ts';

const orig = (...parts: Uint8Array[]): SentMessage => ({ from: 'orig', bytes: joined(...parts) });
const resp = (...parts: Uint8Array[]): SentMessage => ({ from: 'resp', bytes: joined(...parts) });
const data = (bytes: number) => tlsRecord(23, noiseBytes(bytes, bytes));
const SPEC = tlsRecord(20, Uint8Array.of(1));
const finished = tlsRecord(22, noiseBytes(40, 1));
const of = (messages: SentMessage[], change: (handshake: TlsHandshake) => Partial<TlsHandshake> = () => ({})) => {
  const flow = flowOfRecords(messages);
  const handshake = joinOpenings(readTlsOpening(flow.orig.prefix), readTlsOpening(flow.resp.prefix));
  return handshakeContradictions(flow, { ...handshake, ...change(handshake) });
};
const REAL12 = [orig(TLS12_CLIENT), resp(TLS12_SERVER), orig(SPEC, finished), resp(SPEC, finished), orig(data(200))];
const REAL13 = [orig(TLS13_CLIENT), resp(TLS13_SERVER), orig(SPEC, data(60), data(200)), resp(data(300))];

test('real handshakes contradict nothing', () => {
  expect(of(REAL12)).toEqual([]);
  expect(of(REAL13)).toEqual([]);
});

test('a choice that was not on offer, and a session id that is not echoed', () => {
  const server = (change: object) => (handshake: TlsHandshake) => ({
    server: { ...handshake.server, ...change } as TlsHandshake['server'],
  });
  expect(of(REAL13, server({ cipherSuite: 0x1305 }))).toEqual([TlsContradiction.choiceNotOffered]);
  expect(of(REAL13, server({ group: 0x11ec }))).toEqual([TlsContradiction.choiceNotOffered]);
  expect(of(REAL13, server({ sessionId: new Uint8Array(32) }))).toEqual([TlsContradiction.sessionIdNotEchoed]);
});

test('data before the handshake is done', () => {
  expect(of([orig(TLS12_CLIENT), resp(TLS12_SERVER), orig(data(200))])).toEqual([TlsContradiction.dataBeforeFinished]);
  const early = [orig(TLS13_CLIENT, data(100)), resp(TLS13_SERVER)];
  expect(of(early)).toEqual([TlsContradiction.dataBeforeFinished]);
  expect(of(early, ({ client }) => ({ client: client && { ...client, earlyData: true } }))).toEqual([]);
});

test('application data that is no ciphertext, unless no cipher was agreed', () => {
  const text = tlsRecord(23, new Uint8Array(Buffer.from('the quick brown fox jumps over the lazy dog. '.repeat(9))));
  const plain = [...REAL13, orig(text), resp(text)];
  expect(of(plain)).toEqual([]);
  const first = [orig(TLS13_CLIENT), resp(TLS13_SERVER, text)];
  expect(of(first)).toEqual([TlsContradiction.lowEntropy]);
  const nullCipher = ({ server, client }: TlsHandshake): Partial<TlsHandshake> => ({
    server: server && { ...server, cipherSuite: 0x0002 },
    client: client && { ...client, cipherSuites: [2] },
  });
  expect(of(first, nullCipher)).toEqual([]);
});

test('a first turn that ends inside a record decides nothing', () => {
  const cut = [orig(TLS13_CLIENT, data(300).subarray(0, 100)), resp(TLS13_SERVER), orig(data(300).subarray(100))];
  expect(of(cut, ({ client }) => ({ client: client && { ...client, earlyData: true } }))).toEqual([
    TlsContradiction.recordBoundary,
  ]);
  expect(Object.values(TlsContradiction).filter((name) => !isDecisive(name))).toEqual([
    TlsContradiction.recordBoundary,
  ]);
});

test('records around something else: what the first record is not', () => {
  const imitation = (...messages: SentMessage[]) => imitationContradictions(flowOfRecords(messages), false);
  expect(imitation(orig(data(100), data(80)))).toEqual([TlsContradiction.applicationDataFirst]);
  expect(imitation(orig(tlsRecord(22, noiseBytes(90, 3))))).toEqual([TlsContradiction.noClientHello]);
  expect(imitation(orig(noiseBytes(100, 4)))).toEqual([]);
  expect(imitation(orig(tlsRecord(22, noiseBytes(90, 3)).subarray(0, 60)))).toEqual([]);
  const answered = (answer: Uint8Array) =>
    imitationContradictions(flowOfRecords([orig(TLS13_CLIENT), resp(answer)]), true);
  expect(answered(data(100))).toEqual([TlsContradiction.noServerHello]);
  expect(answered(new Uint8Array(Buffer.from('HTTP/1.1 400 Bad Request\r\n')))).toEqual([]);
});
