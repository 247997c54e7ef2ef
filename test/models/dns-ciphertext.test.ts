import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findDnsCiphertext } from '../../src/models/dns-ciphertext.ts';
import { dnsBytes } from '../support/dns-bytes.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(88);
const TXT = 16;
const A = 1;

function asked(names: readonly string[]) {
  const sent = names.map(
    (name): SentMessage => ({
      from: 'orig',
      bytes: dnsBytes({ questions: [{ name, type: TXT }] }),
    }),
  );
  return findDnsCiphertext(finishedFlow(sent, { protocol: 17 }));
}

function answered(texts: readonly Uint8Array[]) {
  const sent = texts.map((text): SentMessage => {
    const data = new Uint8Array([text.length, ...text]);
    return { from: 'resp', bytes: dnsBytes({ flags: 0x8180, answers: [{ name: 't.example', type: TXT, data }] }) };
  });
  return findDnsCiphertext(finishedFlow(sent, { protocol: 17 }));
}

const hexName = (bytes: Uint8Array) =>
  `${Buffer.from(bytes)
    .toString('hex')
    .match(/.{1,60}/g)
    ?.join('.')}.t.example`;
const base64 = (bytes: Uint8Array) => Buffer.from(Buffer.from(bytes).toString('base64'));

describe('ciphertext inside DNS', () => {
  it('is the labels of different names that decode to uniform bytes', () => {
    const names = Array.from({ length: 4 }, () => hexName(randomBytes(40, random)));
    expect(asked(names)).toMatchObject({ class: 'embedded', scheme: 'dns' });
    expect(asked(names)?.reasons[0]).toMatch(/^the labels of 4 different names decode to \d+ uniform bytes/);
  });

  it('is TXT answers that are base64 of uniform bytes, or such bytes themselves', () => {
    expect(answered(Array.from({ length: 3 }, () => base64(randomBytes(90, random))))).toBeDefined();
    expect(answered(Array.from({ length: 3 }, () => randomBytes(90, random)))).toBeDefined();
  });

  it('is not one name asked again and again, nor names of words', () => {
    expect(asked(Array.from({ length: 9 }, () => hexName(randomBytes(40, randomNumbers(1)))))).toBeUndefined();
    const words = ['connectivity-check-of-the-device', 'statistics-of-yesterday-evening', 'a-third-name-made-of-words'];
    expect(asked(words.map((word) => `${word}.example.com`))).toBeUndefined();
  });

  it('is not policies and keys that stand behind words, nor what decompresses', () => {
    const key = base64(randomBytes(90, random)).toString();
    const policy = Buffer.from(`v=DKIM1; k=rsa; p=${key}`);
    expect(answered([policy, policy, policy])).toBeUndefined();
    const numbers = () => Array.from({ length: 60 }, () => Math.floor(random() * 1000)).join(',');
    expect(answered([1, 2, 3].map(() => deflateRawSync(numbers()).subarray(0, 250)))).toBeUndefined();
  });

  it('cannot be told from the few bytes of ordinary lookups', () => {
    const flow = finishedFlow([{ from: 'orig', bytes: dnsBytes({ questions: [{ name: 'a.example', type: A }] }) }]);
    expect(findDnsCiphertext(flow)).toBeUndefined();
  });
});
