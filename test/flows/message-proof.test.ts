import { expect, test } from 'vitest';
import { messageEnd, passingMessages, provedMessages } from '../../src/flows/message-proof.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { hex, orig, resp } from '../support/recogniser-runs.ts';

const begins = (value: number) => (bytes: Uint8Array, start: number) => bytes[start] === value;
const udp = { protocol: 17 };

test('each message is asked about by itself, up to a number of them', () => {
  const flow = finishedFlow([orig(hex('01aa')), resp(hex('01')), orig(hex('01bb')), orig(hex('02'))], udp);
  expect(passingMessages(flow, 1, begins(1), 2)).toBe(2);
  expect(passingMessages(flow, 1, begins(1), 3)).toBe(0);
  const lengths: number[] = [];
  passingMessages(flow, 1, (_, start, end, wireBytes) => lengths.push(end - start, wireBytes) > 0);
  expect(lengths).toEqual([2, 2, 2, 2, 1, 1]);
});

test('a side that spoke must pass, a silent one need not', () => {
  expect(provedMessages(finishedFlow([orig(hex('01')), resp(hex('01'))], udp), begins(1))).toBe(2);
  expect(provedMessages(finishedFlow([orig(hex('01')), resp(hex('02'))], udp), begins(1))).toBe(0);
  expect(provedMessages(finishedFlow([resp(hex('01'))], udp), begins(1))).toBe(1);
});

test('a message of which the prefix holds only the beginning is not asked about, unless it is the first', () => {
  const long = finishedFlow([orig(new Uint8Array(3000).fill(1)), orig(new Uint8Array(3000).fill(1))], udp);
  expect(passingMessages(long, 1, begins(1))).toBe(1);
});

test('a message ends where the next of its direction begins', () => {
  const flow = finishedFlow([orig(hex('0102')), resp(hex('03')), orig(hex('040506'))], udp);
  expect([messageEnd(flow, 0), messageEnd(flow, 1), messageEnd(flow, 2)]).toEqual([2, 1, 5]);
});
