import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readHttp2Headers } from '../../src/parse/http2-headers.ts';

const frame = (type: number, flags: number, ...payload: number[]) => [
  0,
  0,
  payload.length,
  type,
  flags,
  0,
  0,
  0,
  1,
  ...payload,
];
const read = (...frames: number[][]) => readHttp2Headers(Uint8Array.from(frames.flat()), 0);

test('settings and window updates are stepped over up to the headers', () => {
  expect(read(frame(4, 0), frame(8, 0, 0, 0, 0, 1), frame(1, 4, 0x82, 0x84))).toEqual([
    [':method', 'GET'],
    [':path', '/'],
  ]);
});

test('padding and priority are taken off', () => {
  expect(read(frame(1, 0x2c, 2, 0, 0, 0, 0, 9, 0x83, 7, 7))).toEqual([[':method', 'POST']]);
});

test('other bytes, and connections without headers yet, give none', () => {
  expect(read(frame(4, 0))).toBeUndefined();
  expect(read(frame(0x41, 0))).toBeUndefined();
  expect(read(frame(1, 0x28, 200, 0))).toBeUndefined();
});

test('no bytes make it throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void readHttp2Headers(bytes, 0)));
});
