import { expect, test } from 'vitest';
import { hasShortHeaders } from '../../src/flows/quic-inside.ts';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(47);
const ID = Uint8Array.of(0x5c, 0x11, 0x8f, 0x20, 0x77, 0xe1, 0x02, 0x9a);
const UDP = { protocol: 17 };

const packet = (from: 'orig' | 'resp', first: number, id: Uint8Array): SentMessage => ({
  from,
  bytes: Buffer.concat([Uint8Array.of(first), id, randomBytes(60, random)]),
});
const NONE = new Uint8Array(0);
const CONVERSATION = [
  packet('orig', 0x51, ID),
  packet('resp', 0x44, NONE),
  packet('orig', 0x6e, ID),
  packet('resp', 0x7b, NONE),
  packet('orig', 0x40, ID),
];

test('short headers that repeat a connection id are QUIC in mid-flow', () => {
  expect(hasShortHeaders(finishedFlow(CONVERSATION, UDP))).toBe(true);
  expect(recogniseService(finishedFlow(CONVERSATION, UDP))).toMatchObject({ service: 'quic', kind: 'standard' });
});

test('another form, another id, a constant first byte or fewer packets are not', () => {
  const with_ = (at: number, message: SentMessage) => CONVERSATION.map((other, i) => (i === at ? message : other));
  expect(hasShortHeaders(finishedFlow(with_(3, packet('resp', 0x3b, NONE)), UDP))).toBe(false);
  expect(hasShortHeaders(finishedFlow(with_(2, packet('orig', 0x6e, ID.toReversed())), UDP))).toBe(false);
  expect(hasShortHeaders(finishedFlow(CONVERSATION.slice(0, 4), UDP))).toBe(false);
  const constant = [1, 2, 3, 4, 5].map(() => packet('orig', 0x41, ID));
  expect(hasShortHeaders(finishedFlow(constant, UDP))).toBe(false);
});
