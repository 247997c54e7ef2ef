import { expect, test } from 'vitest';
import { measurePool } from '../../src/features/message-pool.ts';
import type { SampledMessage } from '../../src/flows/sibling-samples.ts';
import { areOneIdEach, bodyBytesOf, createHeaderShape } from '../../src/models/pooled-shape.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(31);
const sampled = (...parts: Uint8Array[]): SampledMessage => {
  const bytes = Buffer.concat(parts);
  return { fromOriginator: 1, wireBytes: bytes.length, bytes };
};
const messages = Array.from({ length: 20 }, (_, i) =>
  sampled(Uint8Array.of(1, 2, 3, 4, 0, i), randomBytes(30, random)),
);
const shape = createHeaderShape(messages, measurePool(messages.map(({ bytes }) => bytes)));

test('messages of the other direction, and those without a body, are not of the shape', () => {
  expect(shape.isOf(messages[0] as SampledMessage)).toBe(true);
  expect(shape.isOf({ ...(messages[0] as SampledMessage), fromOriginator: 0 })).toBe(false);
  expect(shape.isOf(sampled(Uint8Array.of(1, 2, 3, 4, 0, 5)))).toBe(false);
});

test('one of five fixed bytes may differ, two may not', () => {
  const fits = (...header: number[]) => shape.fits(sampled(Uint8Array.of(...header), randomBytes(30, random)));
  expect(fits(1, 2, 3, 4, 0, 77)).toBe(true);
  expect(fits(1, 9, 3, 4, 0, 77)).toBe(true);
  expect(fits(1, 9, 9, 4, 0, 77)).toBe(false);
});

test('text and zeros behind the header are no body', () => {
  const header = Uint8Array.of(1, 2, 3, 4, 0, 77);
  expect(shape.fits(sampled(header, Buffer.from('the battery is at eighty-one percent')))).toBe(false);
  expect(shape.fits(sampled(header, randomBytes(20, random), Buffer.alloc(10)))).toBe(false);
});

test('messages of one size hold one id each, and more of it where their header names somebody', () => {
  const device = randomBytes(16, random);
  const said = (name: Uint8Array, body: number) => sampled(Uint8Array.of(1, 2), name, randomBytes(body, random));
  const each = (name: Uint8Array, body: (i: number) => number, skipped: number) =>
    areOneIdEach(
      Array.from({ length: 6 }, (_, i) => said(name, body(i))),
      { skipped, trailer: 0 },
    );
  expect(each(new Uint8Array(0), () => 32, 2)).toBe(true);
  expect(each(new Uint8Array(0), () => 48, 2)).toBe(false);
  expect(each(device, () => 48, 18)).toBe(true);
  expect(each(device, () => 56, 18)).toBe(false);
  expect(each(device, (i) => 40 + (i % 2), 18)).toBe(false);
});

test('what a flow has behind the header and before the trailer is counted, unless more of it may not have been kept', () => {
  const pool = { verdict: 'not_uniform', skipped: 50, trailer: 4 } as const;
  const said = (...sizes: number[]) => sizes.map((size) => sampled(randomBytes(size, random)));
  expect(bodyBytesOf(said(80, 70), 1, pool)).toBe(26 + 16);
  expect(bodyBytesOf(said(40), 1, pool)).toBe(0);
  expect(bodyBytesOf(said(80), 0, pool)).toBe(0);
  expect(bodyBytesOf(said(80, 80, 80), 1, pool)).toBe(Number.POSITIVE_INFINITY);
  expect(bodyBytesOf(said(80), 1, { ...pool, verdict: 'fields' })).toBe(Number.POSITIVE_INFINITY);
});
