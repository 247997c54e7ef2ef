import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOfOneKind, measureKinds } from '../../src/features/kind-uniformity.ts';
import { measureUniformity } from '../../src/features/uniformity.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { report, seal } from '../support/short-sealed-flows.ts';

const UDP = { protocol: 17 };
const random = randomNumbers(63);
const KEY = randomBytes(32, random);

type Body = (bytes: number) => Uint8Array;
const sealed: Body = (bytes) => seal('aes-128-gcm', KEY, random, report(random, bytes));
const clear: Body = (bytes) => report(random, bytes + 28);

const said = (bytes: Uint8Array): SentMessage => ({ from: 'orig', bytes });
const typed = (type: number, number: number, body: Uint8Array) =>
  said(Buffer.concat([Uint8Array.of(0xc1, type, number >> 8, number & 255, 0, body.length & 255), body]));
/** Hellos that ask for the path's size, then what is said, between receipts. */
const probed = (body: Body) => [
  said(Buffer.concat([Uint8Array.of(5, 0xff, 0xfe), new Uint8Array(700)])),
  said(Buffer.concat([Uint8Array.of(7, 0xff, 0xfe), new Uint8Array(700)])),
  ...Array.from({ length: 10 }, (_, i) => typed(0x20, i, body(60 + i))),
];
const mingled = (body: Body) =>
  Array.from({ length: 14 }, (_, i) =>
    i % 3 === 0 ? typed(0x31, i, Buffer.from(`ack=${1000 + i} window=64 ready;`)) : typed(0x20, i, body(60 + i)),
  );

describe('the uniformity of one kind of messages', () => {
  it('finds ciphertext behind datagrams that open in the clear, and between receipts, where all together show none', () => {
    const opened = finishedFlow(probed(sealed), UDP);
    expect(measureUniformity(opened, 1).verdict).toBe('not_uniform');
    const behind = measureKinds(opened, 1);
    expect(behind).toMatchObject({ verdict: 'uniform', kind: { type: undefined } });
    expect([2, 3, 4]).toContain(behind?.openingMessages);
    expect(behind?.kind?.tried).toBe(behind?.openingMessages);
    const stream = measureKinds(finishedFlow(mingled(sealed)), 1);
    expect(stream).toMatchObject({ verdict: 'uniform', openingMessages: 0, kind: { type: { at: 1, value: 0x20 } } });
    expect(stream?.skipped).toBeGreaterThanOrEqual(5);
    expect(measureKinds(finishedFlow(mingled(sealed), UDP), 1)?.verdict).toBe('uniform');
  });

  it('is gone when the cause is: the same messages in the clear', () => {
    expect(measureKinds(finishedFlow(probed(clear), UDP), 1)).toBeUndefined();
    expect(measureKinds(finishedFlow(mingled(clear), UDP), 1)).toBeUndefined();
  });

  it('is not shown by readings and identifiers, which have structure from one message to the next', () => {
    const reading: Body = (bytes) => {
      const values = Buffer.alloc(bytes);
      for (let at = 0; at + 4 <= bytes; at += 4) values.writeFloatLE(500 * random(), at);
      return values;
    };
    const own = randomBytes(20, random);
    const named: Body = (bytes) => Buffer.concat([own, randomBytes(bytes, random)]);
    for (let i = 0; i < 20; i++) {
      expect(measureKinds(finishedFlow(mingled(reading), UDP), 1)).toBeUndefined();
      // Behind the identifier, which is a field like others, the rest of such a message is as random as it looks.
      expect(measureKinds(finishedFlow(mingled(named), UDP), 1)?.skipped ?? 26).toBeGreaterThanOrEqual(26);
    }
  });

  it('is not shown by readings that are signed', () => {
    const signed: Body = (bytes) => Buffer.concat([report(random, 45 + (bytes % 8)), randomBytes(64, random)]);
    for (let i = 0; i < 20; i++) {
      expect(measureKinds(finishedFlow(mingled(signed), UDP), 1)).toBeUndefined();
      expect(measureKinds(finishedFlow(probed(signed), UDP), 1)).toBeUndefined();
    }
  });

  it('counts what is sent again once, and says nothing of few bytes', () => {
    const once = said(Buffer.concat([Uint8Array.of(1, 2, 3, 4), randomBytes(90, random)]));
    expect(measureKinds(finishedFlow([said(Buffer.alloc(90)), ...Array(8).fill(once)], UDP), 1)).toBeUndefined();
    const few = Array.from({ length: 4 }, (_, i) => typed(0x20, i, randomBytes(30, random)));
    expect(measureKinds(finishedFlow([said(Buffer.alloc(90)), ...few], UDP), 1)).toBeUndefined();
  });

  it('never throws, and finds nothing in messages of any other bytes', () => {
    const any = fc.oneof(
      fc.string({ maxLength: 300 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 60 }),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), (bodies) => {
        const flow = finishedFlow(bodies.map(said), UDP);
        expect(measureKinds(flow, 0)).toBeUndefined();
        measureKinds(flow, 1);
      }),
      { numRuns: 50 },
    );
  });
});

it('says of a row whether one kind was what passed', () => {
  const row = (messages: SentMessage[]) => measured(finishedFlow(messages, UDP)).row;
  expect(isOfOneKind(row(probed(sealed)))).toBe(true);
  expect(isOfOneKind(row([said(randomBytes(300, random))]))).toBe(false);
  expect(isOfOneKind(row(probed(clear)))).toBe(false);
});
