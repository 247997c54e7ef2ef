import { deflateRawSync, gzipSync } from 'node:zlib';
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

const randomHex = (bytes: number) => Buffer.from(randomBytes(bytes, random)).toString('hex');
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
    expect(asked(names)?.reasons[0]).toMatch(
      /^the labels of 4 different names under t\.example decode to \d+ uniform bytes/,
    );
  });

  it('is found behind labels that most of the names share, which say where the data goes', () => {
    const session = randomHex(16);
    const names = Array.from({ length: 5 }, (_, i) =>
      hexName(randomBytes(40, random)).replace('.t.example', `${i < 4 ? `.${session}` : ''}.t.example`),
    );
    const alone = names.map((name) => name.replace(`.${session}`, ''));
    expect(asked(names)?.reasons).toEqual(asked(alone)?.reasons);
  });

  it('is two answers as well, and not one', () => {
    expect(answered([base64(randomBytes(150, random)), base64(randomBytes(90, random))])).toBeDefined();
    expect(answered([base64(randomBytes(180, random))])).toBeUndefined();
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

  it('is pooled by registered domain, so that ordinary lookups between do not hide it', () => {
    const names = Array.from({ length: 4 }, (_, i) => [
      hexName(randomBytes(40, random)),
      `graph-number-${i}.of-many-words.example.com`,
    ]);
    expect(asked(names.flat())).toMatchObject({ class: 'embedded' });
    const customers = Array.from({ length: 6 }, (_, i) => `${randomHex(30)}.shop${i}.co.uk`);
    expect(asked(customers)).toBeUndefined();
  });

  it('is not digests and ids, which are short and of one size, nor numbers without their leading zeros', () => {
    expect(
      asked(Array.from({ length: 20 }, () => `${randomHex(16)}.${randomHex(16)}.frames.example.com`)),
    ).toBeUndefined();
    expect(asked(Array.from({ length: 20 }, () => `${randomHex(20)}.files.example.com`))).toBeUndefined();
    expect(asked(Array.from({ length: 20 }, () => `${randomHex(21)}.files.example.com`))).toBeDefined();
    const numbers = Array.from({ length: 30 }, () => `${randomHex(16).replace(/^0+/, '')}.n.example.com`);
    expect(asked(numbers)).toBeUndefined();
    expect(answered(Array.from({ length: 9 }, () => Buffer.from(randomBytes(32, random))))).toBeUndefined();
  });

  it('is not reverse lookups, blocklists of addresses or selectors of mail keys', () => {
    const nibbles = () => [...randomHex(16)].join('.');
    expect(asked(Array.from({ length: 20 }, () => `${nibbles()}.ip6.arpa`))).toBeUndefined();
    expect(asked(Array.from({ length: 20 }, () => `${nibbles()}.bl.example.org`))).toBeUndefined();
    expect(asked(Array.from({ length: 20 }, () => `${randomHex(16)}._domainkey.example.org`))).toBeUndefined();
  });

  it('is not what the labels decompress to', () => {
    const rows = Array.from({ length: 400 }, (_, i) => `${i},${Math.floor(random() * 90)}`).join('\n');
    const stream = gzipSync(rows);
    const names = Array.from({ length: 8 }, (_, i) => hexName(stream.subarray(i * 50, i * 50 + 50)));
    expect(asked(names)).toBeUndefined();
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
