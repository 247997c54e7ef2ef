// Each recogniser loses its proof with the bits that make it: of a conversation that it knows, single bits are flipped, the whole is encrypted, and
// its messages are turned round. A recogniser without a conversation fails here.

import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytePattern } from '../src/flows/byte-pattern.ts';
import { OPENING_DATAGRAMS } from '../src/flows/opening-datagrams.ts';
import { OPENING_INDUSTRY } from '../src/flows/opening-industry.ts';
import { OPENING_PROPRIETARY } from '../src/flows/opening-proprietary.ts';
import { OPENING_RECOGNISERS } from '../src/flows/opening-protocols.ts';
import type { LengthField, OpeningProtocol } from '../src/flows/opening-recogniser.ts';
import { OPENING_SERVERS } from '../src/flows/opening-servers.ts';
import type { ServiceRecogniser } from '../src/flows/service-recogniser.ts';
import { recogniseService, SERVICE_RECOGNISERS } from '../src/flows/service-registry.ts';
import { finishedFlow, type SentMessage } from './support/finished-flow.ts';
import { randomBytes, randomNumbers } from './support/random-bytes.ts';
import { recogniserConversations } from './support/recogniser-conversations.ts';

const random = randomNumbers(707);
const CONVERSATIONS = recogniserConversations();
const own = SERVICE_RECOGNISERS.filter((recogniser) => !OPENING_RECOGNISERS.includes(recogniser));
const named = (name: string) => SERVICE_RECOGNISERS.find((one) => one.name === name) as ServiceRecogniser;

/** Where headers and handshakes stand. */
const LOOKED_AT_BYTES = 400;
/** Fewer bits that have to be as they are would be no proof. */
const LEAST_BITS = 16;
/** The number of the IP protocol says what these are; of the bytes hardly any need to. */
const BY_IP_PROTOCOL = new Set(['esp', 'routing']);

const withBit = (messages: readonly SentMessage[], at: number, bit: number): SentMessage[] =>
  messages.map((message, i) => {
    if (i !== at) return message;
    const bytes = Uint8Array.from(message.bytes);
    bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
    return { ...message, bytes };
  });

const encrypted = (messages: readonly SentMessage[]): SentMessage[] =>
  messages.map((message) => ({
    ...message,
    bytes: createCipheriv('aes-128-ctr', randomBytes(16, random), randomBytes(16, random)).update(message.bytes),
  }));

const turnedRound = (messages: readonly SentMessage[]): SentMessage[] =>
  messages.map((message) => ({ ...message, bytes: Uint8Array.from(message.bytes).reverse() }));

it('each recogniser has a conversation here, and each of these a recogniser', () => {
  expect(CONVERSATIONS.map(({ name }) => name)).toEqual(own.map(({ name }) => name));
});

describe.each(CONVERSATIONS)('$name', ({ name, messages, flowOf }) => {
  const recogniser = named(name);
  const isKnown = (others: readonly SentMessage[]) => recogniser.recognise(flowOf(others)) !== undefined;

  it('is known, and by nobody before it', () => {
    const facts = recogniser.recognise(flowOf(messages));
    expect(facts).toBeDefined();
    expect(recogniseService(flowOf(messages))?.service).toBe(facts?.service);
  });

  it.skipIf(BY_IP_PROTOCOL.has(name))('is not known once it is encrypted, or turned round', () => {
    for (let i = 0; i < 20; i++) expect(isKnown(encrypted(messages))).toBe(false);
    expect(isKnown(turnedRound(messages))).toBe(false);
  });

  it.skipIf(BY_IP_PROTOCOL.has(name))('is not known with one bit flipped, of those that prove it', () => {
    let lost = 0;
    messages.forEach(({ bytes }, at) => {
      const bits = 8 * Math.min(bytes.length, LOOKED_AT_BYTES);
      for (let bit = 0; bit < bits; bit++) lost += Number(!isKnown(withBit(messages, at, bit)));
    });
    expect(lost).toBeGreaterThanOrEqual(LEAST_BITS);
  });
});

const ENTRIES = [...OPENING_SERVERS, ...OPENING_INDUSTRY, ...OPENING_DATAGRAMS, ...OPENING_PROPRIETARY];

/** A message that begins as the pattern says, and is as long as it says itself. */
function opening(pattern: string, length: LengthField | undefined): Uint8Array {
  const { values, masks } = bytePattern(pattern);
  // Some fix the length itself.
  const fixed = length?.bytes === 1 && masks[length.at] === 0xff ? (values[length.at] as number) + length.adds : 0;
  const bytes = randomBytes(fixed || Math.max(values.length, (length?.at ?? 0) + (length?.bytes ?? 0)) + 24, random);
  values.forEach((value, i) => {
    bytes[i] = value | ((bytes[i] as number) & ~(masks[i] as number));
  });
  if (length !== undefined) setLength(bytes, length);
  return bytes;
}

function setLength(bytes: Uint8Array, { at, bytes: width, littleEndian, adds }: LengthField): void {
  const value = bytes.length - adds;
  for (let i = 0; i < width; i++) bytes[at + (littleEndian ? i : width - 1 - i)] = (value >> (8 * i)) & 255;
}

describe.each(ENTRIES)('$name', ({ name, transport, orig, resp, length }: OpeningProtocol) => {
  const recogniser = named(name);
  const flowOf = (messages: readonly SentMessage[]) =>
    finishedFlow(messages, { protocol: transport === 'udp' ? 17 : 6 });
  const isKnown = (messages: readonly SentMessage[]) => recogniser.recognise(flowOf(messages)) !== undefined;
  const turns = (orig ?? ['']).flatMap((o) => (resp ?? ['']).map((r) => [o, r] as const));

  it.each(turns)('%s, answered by %s, is not known without a bit of either', (o, r) => {
    const messages: SentMessage[] = [];
    if (o !== '') messages.push({ from: 'orig', bytes: opening(o, length) });
    if (r !== '') messages.push({ from: 'resp', bytes: opening(r, length) });
    expect(isKnown(messages)).toBe(true);
    for (let i = 0; i < 20; i++) expect(isKnown(encrypted(messages))).toBe(false);
    messages.forEach(({ from, bytes }, at) => {
      const { masks } = bytePattern(from === 'orig' ? o : r);
      for (let bit = 0; bit < 8 * masks.length; bit++) {
        if ((((masks[bit >> 3] as number) >> (bit & 7)) & 1) === 0) continue;
        const others = withBit(messages, at, bit);
        // A bit may lead to another of its openings.
        if (isAnOpening(others[at]?.bytes as Uint8Array, from === 'orig' ? orig : resp)) continue;
        expect(isKnown(others), `bit ${bit} of the ${from}`).toBe(false);
      }
      if (length === undefined) return;
      const longer = messages.map((message, i) =>
        i === at ? { ...message, bytes: Uint8Array.from([...bytes, ...new Uint8Array(9)]) } : message,
      );
      expect(isKnown(longer), `length of the ${from}`).toBe(false);
    });
  });
});

function isAnOpening(bytes: Uint8Array, patterns: readonly string[] | undefined): boolean {
  return (patterns ?? []).map(bytePattern).some(({ values, masks }) => {
    return values.every((value, i) => ((bytes[i] as number) & (masks[i] as number)) === value);
  });
}
