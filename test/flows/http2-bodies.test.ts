import fc from 'fast-check';
import { expect, test } from 'vitest';
import { http2Bodies } from '../../src/flows/http2-bodies.ts';
import { data, frame, grpcMessage, headers } from '../support/http2-bytes.ts';

const ascii = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const all = (...frames: Uint8Array[]) => new Uint8Array(Buffer.concat(frames));
const told = (bytes: Uint8Array) =>
  http2Bodies(bytes, 0).map(({ contentType, isCoded, bytes: body }) => [
    contentType,
    isCoded,
    Buffer.from(body).toString('latin1'),
  ]);

test('the data frames of a stream are one body, whatever stands between them', () => {
  const bytes = all(
    frame(4, 0, 0, new Uint8Array(6)),
    headers(1, { 'content-type': 'text/plain' }),
    headers(3, { 'content-type': 'image/png' }),
    data(1, ascii('ab')),
    data(3, ascii('x')),
    data(1, ascii('cd')),
    headers(1, { 'x-trailer': '1' }),
  );
  expect(told(bytes)).toEqual([
    ['text/plain', false, 'abcd'],
    ['image/png', false, 'x'],
  ]);
});

test('padding is no body, and codings and ranges are told', () => {
  const padded = frame(0, 0x8, 1, all(Uint8Array.of(2), ascii('ab'), new Uint8Array(2)));
  expect(told(all(headers(1, {}), padded))).toEqual([[undefined, false, 'ab']]);
  for (const fields of [{ 'content-encoding': 'gzip' }, { 'content-range': 'bytes 0-1/9' }] as const) {
    expect(told(all(headers(1, fields), data(1, ascii('ab'))))).toEqual([[undefined, true, 'ab']]);
  }
});

test('messages of gRPC stand alone, and their flag says that they are compressed', () => {
  const both = all(grpcMessage(ascii('one')), grpcMessage(ascii('two'), 1));
  expect(told(all(headers(1, { 'content-type': 'application/grpc+proto' }), data(1, both)))).toEqual([
    ['application/grpc+proto', false, 'one'],
    ['application/grpc+proto', true, 'two'],
  ]);
});

test('a later block that names no type has that of the first', () => {
  const bytes = all(headers(1, { 'content-type': 'text/plain' }), headers(3, {}), data(3, ascii('b')));
  expect(told(bytes)).toEqual([['text/plain', false, 'b']]);
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (tail) => {
      http2Bodies(all(headers(1, { 'content-type': 'application/grpc' }), tail), 0);
      http2Bodies(tail, 0);
    }),
  );
});
