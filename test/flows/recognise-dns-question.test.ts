import { expect, test } from 'vitest';
import { dnsQuestionRecogniser } from '../../src/flows/recognise-dns-question.ts';
import { DnsType } from '../../src/parse/dns-type.ts';
import { dnsBytes } from '../support/dns-bytes.ts';
import { altered, hex, joined, orig, recognise } from '../support/recogniser-runs.ts';

const QUERY = Uint8Array.from(dnsBytes({ questions: [{ name: 'www.example.org', type: DnsType.a }] }));
const dns = { protocol: 17, respPort: 53 };

test('a question with a damaged count or with bytes behind it is DNS', () => {
  expect(recognise(dnsQuestionRecogniser, [orig(altered(QUERY, 11, 0xcf))], dns)).toEqual({
    service: 'dns',
    kind: 'cleartext',
    reason: 'the question of a DNS message that cannot be read whole',
    dns: { query: 'www.example.org', type: 'A' },
  });
  expect(recognise(dnsQuestionRecogniser, [orig(joined(QUERY, hex('0102')))], dns)?.service).toBe('dns');
});

test('a damaged name, type or class, or more than one question, is none', () => {
  for (const [at, value] of [
    [5, 2],
    [13, 1],
    [30, 77],
    [32, 9],
  ] as const) {
    expect(recognise(dnsQuestionRecogniser, [orig(altered(QUERY, at, value))], dns), `byte ${at}`).toBeUndefined();
  }
});
