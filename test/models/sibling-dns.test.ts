import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { SampledMessage } from '../../src/flows/sibling-samples.ts';
import { judgeDnsLookups } from '../../src/models/sibling-dns.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(5);
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

function base32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{5}/g) ?? []).map((group) => ALPHABET[Number.parseInt(group, 2)]).join('');
}

const carried = (domain: string, data: Uint8Array, fromOriginator: 0 | 1): SampledMessage => {
  const bytes = Buffer.concat([Buffer.from(`${domain}\0`), data]);
  return { fromOriginator, wireBytes: bytes.length, bytes };
};
const asked = (domain: string, text: string) => carried(domain, Buffer.from(text), 1);
const lookups = (messages: readonly SampledMessage[]) =>
  judgeDnsLookups(new Map(messages.map((message, i) => [i * 10, [message]])));
/** Pieces of ciphertext end where a message ends. */
const piece = (i: number) => randomBytes([10, 10, 12, 15, 10, 18][i % 6] as number, random);

test('names of a few ciphertext bytes each, one a flow, are ciphertext together', () => {
  const found = lookups(Array.from({ length: 24 }, (_, i) => asked('t.example', base32(piece(i)))));
  expect([...found.keys()]).toEqual(Array.from({ length: 24 }, (_, i) => i * 10));
  expect(found.get(10)).toMatchObject({ class: 'embedded', scheme: 'dns' });
  expect(found.get(10)?.reasons[0]).toMatch(
    /^in 24 flows to this resolver, the labels of 24 different names under t\.example decode to \d+ uniform bytes/,
  );
});

test('other domains between them stay what they are', () => {
  const messages = Array.from({ length: 24 }, (_, i) => asked('t.example', base32(piece(i))));
  messages.splice(3, 0, asked('example.com', 'assets-of-the-page-4'));
  expect(lookups(messages).has(30)).toBe(false);
  expect(lookups(messages).size).toBe(24);
});

test('the same bytes spread over many domains, as customers of a CDN have, are nothing', () => {
  expect(lookups(Array.from({ length: 24 }, (_, i) => asked(`d${i}.cdn.example`, base32(piece(i))))).size).toBe(0);
});

test('without the cipher nothing is left: text, or what decompresses', () => {
  const text = Buffer.from('{"lat":47.37,"lon":8.54,"battery":81,"state":"idle"} '.repeat(20));
  const compressed = gzipSync(Array.from({ length: 300 }, (_, i) => i * i).join(','));
  for (const stream of [text, compressed]) {
    const sizes = [10, 12, 15, 18];
    let at = 0;
    const names = Array.from({ length: 24 }, (_, i) => {
      const size = sizes[i % 4] as number;
      at += size;
      return asked('t.example', base32(stream.subarray(at - size, at)));
    });
    expect(lookups(names).size).toBe(0);
  }
});

test('ids of one size are nothing, however many', () => {
  expect(lookups(Array.from({ length: 48 }, () => asked('frames.example', base32(randomBytes(16, random))))).size).toBe(
    0,
  );
});

test('TXT answers of one domain are pooled as well', () => {
  const answers = Array.from({ length: 6 }, (_, i) => {
    const text = Buffer.from(randomBytes(60 + i, random)).toString('base64');
    return carried('t.example', Buffer.from(text), 0);
  });
  expect(lookups(answers).get(0)?.reasons[0]).toMatch(
    /^in 6 flows to this resolver, 6 TXT or NULL answers of t\.example/,
  );
  const policies = answers.map(() => carried('t.example', Buffer.from('v=spf1 include:_spf.example.com ~all'), 0));
  expect(lookups(policies).size).toBe(0);
});
