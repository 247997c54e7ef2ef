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

test('a damaged type or class leaves the header and the first label, in any of the first datagrams', () => {
  for (const [at, value] of [
    [30, 77],
    [32, 9],
  ] as const) {
    const damaged = altered(QUERY, at, value);
    const reason = 'the header of a DNS message, and the first label of its name';
    expect(recognise(dnsQuestionRecogniser, [orig(damaged)], dns), `byte ${at}`).toEqual({
      service: 'dns',
      kind: 'cleartext',
      reason,
    });
    expect(recognise(dnsQuestionRecogniser, [orig(altered(QUERY, 5, 2)), orig(damaged)], dns)?.reason).toBe(reason);
  }
});

test('the header of a NetBIOS question and half of its encoded name are NetBIOS', () => {
  const header = hex('8567 0110 0001 0000 0000 0000 20');
  const name = joined(Uint8Array.from(Buffer.from('EFEDEJFPEEEPENEB')), new Uint8Array(16).fill(0xaa));
  expect(recognise(dnsQuestionRecogniser, [orig(joined(header, name))], { protocol: 17, respPort: 137 })?.service).toBe(
    'nbns',
  );
});

test('the letters of an encoded name go from A to P', () => {
  const header = hex('8567 0110 0001 0000 0000 0000 20');
  const serviceOf = (letters: string) => {
    const bytes = joined(header, Uint8Array.from(Buffer.from(letters)), new Uint8Array(16));
    return recognise(dnsQuestionRecogniser, [orig(bytes)], { protocol: 17, respPort: 53 })?.service;
  };
  expect(serviceOf('APAPAPAPAPAPAPAP')).toBe('nbns');
  expect(serviceOf('APAPAPAPAPAPAPAQ')).not.toBe('nbns');
});

test('a damaged first label or flags, or more than one question, is none', () => {
  for (const [at, value] of [
    [2, 0x79],
    [5, 2],
    [11, 4],
    [13, 1],
  ] as const) {
    expect(
      recognise(dnsQuestionRecogniser, [orig(altered(altered(QUERY, 32, 9), at, value))], dns),
      `byte ${at}`,
    ).toBeUndefined();
  }
});
