import { expect, test } from 'vitest';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { leftBehindSsl2Hello } from '../../src/flows/ssl2-imitation.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { hex, joined } from '../support/recogniser-runs.ts';
import { tlsRecord } from '../support/tls-records.ts';

const random = randomNumbers(59);
/** Offers TLS 1.0 and one cipher spec, with a challenge of 16 bytes. */
const HELLO = joined(hex('80 1c 01 0301 0003 0000 0010 000005'), randomBytes(16, random));
const CIPHERTEXT = joined(hex('08 80'), randomBytes(60, random));
const orig = (...parts: Uint8Array[]): SentMessage => ({ from: 'orig', bytes: joined(...parts) });
const resp = (bytes: Uint8Array): SentMessage => ({ from: 'resp', bytes });

test('an SSL 2.0 hello for TLS that no record follows is an imitation, answered or not', () => {
  for (const answer of [[], [resp(randomBytes(48, random).map((byte, i) => (i === 0 ? 0xf3 : byte)))]]) {
    const flow = finishedFlow([orig(HELLO), orig(CIPHERTEXT), ...answer]);
    expect(leftBehindSsl2Hello(flow)).toBe(HELLO.length);
    expect(recogniseService(flow)).toMatchObject({ service: 'fake-tls', kind: 'imitation' });
  }
});

test('a hello alone, one that records follow, one of SSL 2.0 itself and one that an SSL 2.0 server answers are none', () => {
  const server = joined(hex('80 0e 04 00 00 0002 0000 0003 0000 0100'), hex('80'));
  const ssl2 = HELLO.map((byte, i) => (i === 3 ? 0 : i === 4 ? 2 : byte));
  for (const messages of [
    [orig(HELLO)],
    [orig(HELLO), orig(tlsRecord(22, randomBytes(64, random)))],
    [orig(ssl2), orig(CIPHERTEXT)],
    [orig(HELLO), orig(CIPHERTEXT), resp(server)],
  ]) {
    expect(leftBehindSsl2Hello(finishedFlow(messages))).toBeUndefined();
  }
  expect(leftBehindSsl2Hello(finishedFlow([orig(HELLO), orig(CIPHERTEXT)], { startSeen: false }))).toBeUndefined();
});
