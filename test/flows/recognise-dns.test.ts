import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dnsRecogniser } from '../../src/flows/recognise-dns.ts';
import { DnsType } from '../../src/parse/dns-type.ts';
import { dnsBytes, dnsName, ipv4 } from '../support/dns-bytes.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';

const orig = (bytes: Uint8Array): SentMessage => ({ from: 'orig', bytes });
const resp = (bytes: Uint8Array): SentMessage => ({ from: 'resp', bytes });
const udp = (respPort: number, ...messages: SentMessage[]) =>
  dnsRecogniser.recognise(finishedFlow(messages, { protocol: 17, respPort }));
const question = { name: 'www.example.org', type: DnsType.a };
const QUERY = dnsBytes({ questions: [question] });
const RESPONSE = dnsBytes({
  flags: 0x8180,
  questions: [question],
  answers: [
    { name: 12, type: DnsType.cname, data: dnsName('cdn.example.net') },
    { name: 'cdn.example.net', type: DnsType.a, data: ipv4('192.0.2.7') },
  ],
});

test('a query and its response are DNS, on any port', () => {
  expect(udp(15353, orig(QUERY), resp(RESPONSE))).toEqual({
    service: 'dns',
    kind: 'cleartext',
    reason: 'DNS messages of both sides, whole to their last byte',
    dns: { query: 'www.example.org', type: 'A', answers: ['cdn.example.net', '192.0.2.7'] },
  });
});

test('of several datagrams the first counts', () => {
  const other = dnsBytes({ questions: [{ name: 'later.example', type: DnsType.aaaa }] });
  expect(udp(53, orig(QUERY), orig(other), resp(RESPONSE), resp(RESPONSE))?.dns).toMatchObject({
    query: 'www.example.org',
    answers: ['cdn.example.net', '192.0.2.7'],
  });
});

test('a query without an answer, and an answer without its query, are DNS', () => {
  expect(udp(53, orig(QUERY))?.dns).toEqual({ query: 'www.example.org', type: 'A' });
  expect(udp(40000, orig(RESPONSE))?.dns?.answers).toEqual(['cdn.example.net', '192.0.2.7']);
});

test('over TCP the messages stand behind their length', () => {
  const framed = (bytes: Uint8Array) => new Uint8Array([bytes.length >> 8, bytes.length & 255, ...bytes]);
  const flow = finishedFlow([orig(framed(QUERY)), resp(framed(RESPONSE)), orig(framed(QUERY))], { protocol: 6 });
  expect(dnsRecogniser.recognise(flow)?.dns?.query).toBe('www.example.org');
  expect(dnsRecogniser.recognise(finishedFlow([orig(QUERY)], { protocol: 6 }))).toBeUndefined();
});

test('the port chooses between dialects that look alike', () => {
  expect(udp(5353, orig(QUERY))?.service).toBe('mdns');
  expect(udp(5355, orig(QUERY))?.service).toBe('llmnr');
  expect(udp(137, orig(QUERY))?.service).toBe('nbns');
  expect(
    dnsRecogniser.recognise(finishedFlow([orig(QUERY)], { protocol: 17, origPort: 5353, respPort: 53 }))?.service,
  ).toBe('dns');
});

test('NetBIOS names are known by their encoding, on any port', () => {
  const name = 'FHEPFCELEHFCEPFFFACACACACACACABN';
  const facts = udp(1234, orig(dnsBytes({ flags: 0x0110, questions: [{ name, type: DnsType.netBios }] })));
  expect(facts).toMatchObject({ service: 'nbns', dns: { query: 'workgroup<1d>', type: 'NB' } });
});

test('a multicast announcement without a question is named after its first record', () => {
  const bytes = dnsBytes({ flags: 0x8400, answers: [{ name: 'tv.local', type: DnsType.a, data: ipv4('192.0.2.33') }] });
  expect(udp(5353, orig(bytes))).toMatchObject({
    service: 'mdns',
    dns: { query: 'tv.local', type: 'A', answers: ['192.0.2.33'] },
  });
});

test('a response that the capture cut does not refute the query', () => {
  expect(udp(53, orig(QUERY), resp(RESPONSE.subarray(0, 50)))?.dns).toEqual({ query: 'www.example.org', type: 'A' });
});

test('port 53 proves nothing, nor does a query that is answered by other bytes', () => {
  expect(udp(53, orig(new Uint8Array(40).fill(0x5a)))).toBeUndefined();
  expect(udp(53, orig(new Uint8Array(12)))).toBeUndefined();
  expect(udp(53, orig(QUERY), resp(new Uint8Array(40).fill(0x5a)))).toBeUndefined();
  expect(udp(53, orig(new Uint8Array([...QUERY, 1, 2, 3])))).toBeUndefined();
  expect(udp(53)).toBeUndefined();
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(QUERY.length - 1), fc.nat(255)), { maxLength: 5 }),
      fc.uint8Array({ maxLength: 40 }),
      (changes, other) => {
        const damaged = Uint8Array.from(QUERY);
        for (const [at, value] of changes) damaged[at] = value;
        udp(53, orig(damaged), resp(other));
        udp(137, orig(other), resp(damaged));
      },
    ),
    { numRuns: 1000 },
  );
});
