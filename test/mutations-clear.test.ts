// What tells clear messages of ids and numbers from ciphertext: with its cause taken away, the same messages are ciphertext again. So none of these rules
// is a habit that spares whatever comes in such frames.

import { describe, expect, it } from 'vitest';
import { judgeEncryption } from '../src/models/encryption-class.ts';
import { finishedFlow, type SentMessage } from './support/finished-flow.ts';
import { judgedChannel } from './support/judged-channel.ts';
import { measured } from './support/measured.ts';
import { randomBytes, randomNumbers } from './support/random-bytes.ts';

const random = randomNumbers(515);
const some = (bytes: number) => Buffer.from(randomBytes(bytes, random));
const whole = (most: number) => Math.floor(random() * most);
const orig = (...parts: Uint8Array[]): SentMessage => ({ from: 'orig', bytes: Buffer.concat(parts) });
const resp = (...parts: Uint8Array[]): SentMessage => ({ from: 'resp', bytes: Buffer.concat(parts) });
const classOf = (messages: SentMessage[]) => {
  const flow = finishedFlow(messages, { protocol: 17 });
  return judgeEncryption(flow, undefined, measured(flow).row).class;
};

describe('with its cause taken away, clear messages are ciphertext again:', () => {
  it('ids that are asked for and answered', () => {
    const people = Array.from({ length: 8 }, () => some(32));
    const asked = (id: (i: number) => Uint8Array) =>
      Array.from({ length: 5 }, (_, i) => [orig(id(i), id(i + 3)), resp(id(i + 3), some(68), id(i), some(68))]).flat();
    expect(classOf(asked((i) => people[i % 8] as Buffer))).toBe('cleartext');
    expect(classOf(asked(() => some(32)))).toBe('custom');
  });

  it('a state beside each hash, which is one of two', () => {
    const steps = (state: () => number) =>
      Array.from({ length: 3 }, () =>
        orig(...Array.from({ length: 9 }, () => Buffer.concat([Uint8Array.of(state()), some(32)]))),
      );
    for (let i = 0; i < 10; i++) {
      expect(classOf(steps(() => whole(2)))).not.toBe('custom');
      expect(classOf(steps(() => whole(256)))).toBe('custom');
    }
  });

  it('the exponents of a few numbers', () => {
    const numbers = (isSealed: boolean) => {
      const field = Buffer.alloc(80);
      for (let at = 0; at < 80; at += 8) field.writeDoubleBE((random() + random() - 1) * 30, at);
      const key = some(80);
      return orig(isSealed ? field.map((byte, at) => byte ^ (key[at] as number)) : field);
    };
    let sealed = 0;
    for (let i = 0; i < 20; i++) {
      expect(classOf([numbers(false)])).not.toBe('custom');
      if (classOf([numbers(true)]) === 'custom') sealed++;
    }
    expect(sealed).toBeGreaterThan(17);
  });

  it('the order of sorted numbers', () => {
    const ids = () => Array.from({ length: 24 }, () => some(8));
    let sealed = 0;
    for (let i = 0; i < 20; i++) {
      expect(classOf([orig(...ids().sort(Buffer.compare)), orig(...ids().sort(Buffer.compare))])).not.toBe('custom');
      if (classOf([orig(...ids()), orig(...ids())]) === 'custom') sealed++;
    }
    expect(sealed).toBeGreaterThan(17);
  });

  it('the lengths of numbers of base 128', () => {
    const numbers = (isSealed: boolean) => {
      const clear = Buffer.from(
        some(220).map((byte, i) => (i % 4 < 3 - (i % 3 === 0 ? 1 : 0) ? byte | 0x80 : byte & 0x7f)),
      );
      const key = some(220);
      return orig(isSealed ? clear.map((byte, at) => byte ^ (key[at] as number)) : clear);
    };
    let sealed = 0;
    for (let i = 0; i < 20; i++) {
      expect(classOf([numbers(false)])).not.toBe('custom');
      if (classOf([numbers(true)]) === 'custom') sealed++;
    }
    expect(sealed).toBeGreaterThan(17);
  });

  it('addresses that no host has, missing in a list of peers', () => {
    const peers = (first: () => number) =>
      Array.from({ length: 4 }, () =>
        orig(...Array.from({ length: 60 }, () => Buffer.from([first(), ...some(3), 4 + whole(252), whole(256)]))),
      );
    let sealed = 0;
    for (let i = 0; i < 20; i++) {
      expect(classOf(peers(() => 1 + whole(223)))).not.toBe('custom');
      if (classOf(peers(() => whole(256))) === 'custom') sealed++;
    }
    expect(sealed).toBeGreaterThan(17);
  });

  it('a token that all messages of a channel have at one place', () => {
    const token = some(16);
    const flows = (what: () => Uint8Array) =>
      judgedChannel(
        Array.from({ length: 12 }, (_, i) => [orig(some(8), what(), some(16), Uint8Array.of(0, 0, 0, i), some(8))]),
      );
    const ciphertexts = (what: () => Uint8Array) =>
      flows(what).filter(({ together }) => together.class === 'custom').length;
    expect(ciphertexts(() => token)).toBe(0);
    const blocks = Array.from({ length: 3 }, () => some(16));
    // Blocks that move about are what a block cipher makes of text that moves about.
    const moved = () => Buffer.concat([blocks[whole(3)] as Buffer, blocks[whole(3)] as Buffer, some(16)]);
    const inBlocks = judgedChannel(Array.from({ length: 14 }, () => [orig(some(8), moved(), some(16 * whole(3)))]));
    expect(inBlocks.filter(({ together }) => together.class === 'custom').length).toBeGreaterThan(10);
  });

  it('most of the messages of that size, which are readings', () => {
    const reading = () =>
      Uint8Array.from({ length: 60 }, () => 128 + Math.round((random() + random() + random() - 1.5) * 80));
    const channel = (body: () => Uint8Array) =>
      judgedChannel(Array.from({ length: 12 }, (_, i) => [orig(Uint8Array.of(7, 1, 0, i), body())]));
    const called = (body: () => Uint8Array) =>
      channel(body).filter(({ together }) => together.class === 'custom').length;
    expect(called(reading)).toBe(0);
    expect(called(() => some(60))).toBe(12);
  });

  it('the header that all flows have, behind which little is left', () => {
    const token = some(40);
    const channel = (header: () => Uint8Array) =>
      judgedChannel(Array.from({ length: 3 }, () => [orig(header(), some(28))])).filter(
        ({ together }) => together.class === 'custom',
      ).length;
    expect(channel(() => token)).toBe(0);
    expect(channel(() => some(40))).toBe(3);
  });
});
