import { expect, test } from 'vitest';
import { carriedAnswers, carriedNames } from '../../src/flows/dns-carried.ts';
import { dnsBytes } from '../support/dns-bytes.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';

const TXT = 16;
const A = 1;

function asking(names: readonly string[]) {
  const sent = names.map(
    (name): SentMessage => ({ from: 'orig', bytes: dnsBytes({ questions: [{ name, type: A }] }) }),
  );
  return finishedFlow(sent, { protocol: 17 });
}

test('names carry their long labels in front of the registered domain, equal names once', () => {
  const flow = asking(['7.abcdefgh23.ijklmnop45.t.example.co.uk', '7.abcdefgh23.ijklmnop45.t.example.co.uk']);
  expect(carriedNames(flow)).toEqual([{ domain: 'example.co.uk', text: 'abcdefgh23.ijklmnop45' }]);
});

test('short labels, words, nibbles of addresses and reverse lookups carry nothing', () => {
  const names = [
    'www2.example.com',
    'connectivitycheck.gstatic.com',
    '1.2.3.4.5.6.7.8.9.a.b.c.d.e.f.0.bl.example.org',
    'abcdefgh23.ijklmnop45.in-addr.arpa',
  ];
  expect(carriedNames(asking(names))).toEqual([]);
});

test('no more names are read than asked for', () => {
  const names = Array.from({ length: 9 }, (_, i) => `abcdefghijklmnop${i}.example.com`);
  expect(carriedNames(asking(names), 3)).toHaveLength(3);
});

test('answers are those of TXT records long enough to hold something', () => {
  const answer = (length: number): SentMessage => {
    const data = new Uint8Array([length, ...new Uint8Array(length).fill(7)]);
    return {
      from: 'resp',
      bytes: dnsBytes({
        flags: 0x8180,
        questions: [{ name: 'a.t.example.com', type: TXT }],
        answers: [{ name: 'a.t.example.com', type: TXT, data }],
      }),
    };
  };
  const flow = finishedFlow([answer(4), answer(40)], { protocol: 17 });
  expect(carriedAnswers(flow)).toEqual([{ domain: 'example.com', data: new Uint8Array(40).fill(7) }]);
});
