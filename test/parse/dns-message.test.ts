import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDnsAnswers, readDnsMessage, readDnsQuestion, readDnsTcpMessage } from '../../src/parse/dns-message.ts';
import { DnsType } from '../../src/parse/dns-type.ts';
import { dnsBytes, dnsName, ipv4 } from '../support/dns-bytes.ts';

const RESPONSE = 0x8180;
const question = { name: 'www.example.org', type: DnsType.a };
const response = dnsBytes({
  flags: RESPONSE,
  questions: [question],
  answers: [
    { name: 12, type: DnsType.cname, ttl: 300, data: dnsName('cdn.example.net') },
    { name: 'cdn.example.net', type: DnsType.a, ttl: 20, data: ipv4('192.0.2.7') },
    { name: 'CDN.example.net', type: DnsType.a, ttl: 25, data: ipv4('192.0.2.8') },
  ],
  authority: [{ name: 'example.net', type: DnsType.ns, data: dnsName('ns.example.net') }],
  additional: [{ name: '.', type: DnsType.opt, data: new Uint8Array() }],
});
const answers = (bytes: Uint8Array) => readDnsAnswers(bytes, 0, bytes.length);

test('a message is read with its questions, answers and additional records', () => {
  const read = readDnsMessage(response);
  expect(read).toMatchObject({
    ok: true,
    value: {
      id: 0x1234,
      response: true,
      opcode: 0,
      rcode: 0,
      entries: 6,
      questions: [question],
      answers: [
        { name: 'www.example.org', type: 5, ttlSeconds: 300, target: 'cdn.example.net', addresses: [] },
        { name: 'cdn.example.net', type: 1, ttlSeconds: 20, addresses: ['192.0.2.7'] },
        { name: 'cdn.example.net', type: 1, ttlSeconds: 25, addresses: ['192.0.2.8'] },
      ],
      additional: [{ name: '.', type: 41 }],
    },
  });
});

test('a message cut at any byte asks for more', () => {
  for (let length = 0; length < response.length; length++) {
    expect(readDnsMessage(response.subarray(0, length))).toMatchObject({ ok: false, needMore: true });
  }
});

test('bytes behind the message refute it', () => {
  expect(readDnsMessage(new Uint8Array([...response, 0]))).toMatchObject({ ok: false, needMore: false });
});

test('classes and opcodes that nobody uses refute it', () => {
  expect(readDnsMessage(dnsBytes({ questions: [{ ...question, dnsClass: 77 }] }))).toMatchObject({
    ok: false,
    reason: 'DNS class',
  });
  expect(readDnsMessage(dnsBytes({ questions: [{ ...question, dnsClass: 0x8001 }] })).ok).toBe(true);
  expect(readDnsMessage(dnsBytes({ flags: 3 << 11, questions: [question] }))).toMatchObject({
    ok: false,
    reason: 'DNS opcode',
  });
});

test('over TCP the message stands behind its length, and the next one is not read', () => {
  const framed = new Uint8Array([response.length >> 8, response.length & 255, ...response]);
  expect(readDnsTcpMessage(new Uint8Array([...framed, ...framed]))).toEqual(readDnsMessage(response));
  expect(readDnsTcpMessage(framed.subarray(0, 60))).toMatchObject({ ok: false, needMore: true });
  expect(readDnsTcpMessage(new Uint8Array([0, 11, ...response]))).toMatchObject({ ok: false, needMore: false });
  expect(readDnsTcpMessage(new Uint8Array([0, 20, ...response]))).toMatchObject({ ok: false });
});

test('addresses come under the name that was asked for, through its aliases, with the shortest life', () => {
  expect(answers(response)).toEqual({
    ok: true,
    value: {
      query: 'www.example.org',
      addresses: ['192.0.2.7', '192.0.2.8'],
      aliases: ['cdn.example.net'],
      ttlSeconds: 20,
    },
  });
});

test('a response is read from the middle of a packet', () => {
  const packet = new Uint8Array([1, 2, 3, ...response, 9, 9]);
  expect(readDnsAnswers(packet, 3, 3 + response.length)).toEqual(answers(response));
  expect(readDnsAnswers(packet, 3, packet.length + 50).ok).toBe(false);
});

test('aliases are followed in any order, and an address of another name is not an answer', () => {
  const bytes = dnsBytes({
    flags: RESPONSE,
    questions: [question],
    answers: [
      { name: 'b.example', type: DnsType.a, data: ipv4('192.0.2.2') },
      { name: 'a.example', type: DnsType.cname, data: dnsName('b.example') },
      { name: 'www.example.org', type: DnsType.cname, data: dnsName('a.example') },
      { name: 'bank.example', type: DnsType.a, data: ipv4('198.51.100.1') },
    ],
  });
  expect(answers(bytes)).toMatchObject({
    value: { addresses: ['192.0.2.2'], aliases: ['a.example', 'b.example'] },
  });
});

test('aliases in a circle end, and more than sixteen are not followed', () => {
  const chain = (length: number, last: string) =>
    dnsBytes({
      flags: RESPONSE,
      questions: [{ name: 'n0', type: 1 }],
      answers: [
        ...Array.from({ length }, (_, i) => ({
          name: `n${i}`,
          type: 5,
          data: dnsName(i === length - 1 ? last : `n${i + 1}`),
        })),
        { name: last, type: 1, data: ipv4('192.0.2.9') },
      ],
    });
  expect(answers(chain(5, 'n2'))).toMatchObject({ value: { addresses: ['192.0.2.9'] } });
  expect(answers(chain(16, 'end'))).toMatchObject({ value: { addresses: ['192.0.2.9'] } });
  expect(answers(chain(40, 'end'))).toMatchObject({ value: { addresses: [] } });
});

test('the hints of an HTTPS record are addresses of the name', () => {
  const data = new Uint8Array(Buffer.from('0001000004' + '0004' + 'c0000211', 'hex'));
  const bytes = dnsBytes({
    flags: RESPONSE,
    questions: [{ name: 'www.example.org', type: DnsType.https }],
    answers: [{ name: 12, type: DnsType.https, data }],
  });
  expect(answers(bytes)).toMatchObject({ value: { query: 'www.example.org', addresses: ['192.0.2.17'] } });
});

test('multicast DNS answers without a question: the owner of the address is the name', () => {
  const bytes = dnsBytes({
    flags: 0x8400,
    answers: [{ name: '_cast._tcp.local', type: DnsType.ptr, data: dnsName('tv._cast._tcp.local') }],
    additional: [{ name: 'tv.local', type: DnsType.a, data: ipv4('192.0.2.33') }],
  });
  expect(answers(bytes)).toMatchObject({ value: { query: 'tv.local', addresses: ['192.0.2.33'] } });
});

test('queries, failures and empty answers are not responses with answers', () => {
  expect(answers(dnsBytes({ questions: [question] })).ok).toBe(false);
  expect(answers(dnsBytes({ flags: RESPONSE, questions: [question] })).ok).toBe(false);
  const refused = Uint8Array.from(response);
  refused[3] |= 5;
  expect(answers(refused).ok).toBe(false);
  expect(answers(new Uint8Array(4)).ok).toBe(false);
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(response.length - 1), fc.nat(255)), { maxLength: 6 }), (changes) => {
      const damaged = Uint8Array.from(response);
      for (const [at, value] of changes) damaged[at] = value;
      readDnsMessage(damaged);
      answers(damaged);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      readDnsMessage(bytes);
      readDnsTcpMessage(bytes);
      answers(bytes);
    }),
  );
});

test('the question of a message that cannot be read whole is read when its name is one of a host', () => {
  const query = dnsBytes({ questions: [question] });
  const damaged = Uint8Array.from([...query, 1, 2, 3]);
  expect(readDnsMessage(damaged).ok).toBe(false);
  expect(readDnsQuestion(damaged, 0, damaged.length)).toEqual({ name: 'www.example.org', type: DnsType.a });
  const strange = dnsBytes({ questions: [{ name: 'a b.example', type: DnsType.a }] });
  expect(readDnsQuestion(strange, 0, strange.length)).toBeUndefined();
  for (let length = 0; length < query.length; length++) expect(readDnsQuestion(query, 0, length)).toBeUndefined();
});
