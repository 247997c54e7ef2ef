import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDnsPayload } from '../../src/parse/dns-payload.ts';
import { dnsBytes } from '../support/dns-bytes.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

const MESSAGE = dnsBytes({
  flags: 0x8180,
  questions: [{ name: 'Data.one.example', type: 16 }],
  answers: [
    { name: 12, type: 16, data: new Uint8Array([2, 0x61, 0x62, 3, 0x63, 0x64, 0x65]) },
    { name: 12, type: 1, data: new Uint8Array([192, 0, 2, 1]) },
    { name: 12, type: 10, data: new Uint8Array([9, 8, 7]) },
  ],
});

test('labels are given as they were sent, TXT strings joined, NULL data as it is, other types not at all', () => {
  const { labels, answers } = readDnsPayload(MESSAGE, 0, MESSAGE.length);
  expect(labels.map(text)).toEqual(['Data', 'one', 'example']);
  expect(answers.map((answer) => [...answer])).toEqual([
    [0x61, 0x62, 0x63, 0x64, 0x65],
    [9, 8, 7],
  ]);
});

test('a message cut at any byte yields what was read of it', () => {
  for (let end = 0; end < MESSAGE.length; end++) {
    const { labels, answers } = readDnsPayload(MESSAGE, 0, end);
    expect(labels.length).toBeLessThanOrEqual(3);
    expect(answers.length).toBeLessThanOrEqual(2);
  }
});

test('no bytes make it throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readDnsPayload(bytes, 0, bytes.length)));
});
