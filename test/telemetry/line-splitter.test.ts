import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineSplitter, MAX_LINE_BYTES } from '../../src/telemetry/line-splitter.ts';

function split(chunks: readonly (Buffer | string)[]): string[] {
  const seen: string[] = [];
  const splitter = new LineSplitter({
    line: (text, number) => seen.push(`${number} ${text}`),
    reject: (number, reason) => seen.push(`${number} rejected: ${reason}`),
  });
  for (const chunk of chunks) splitter.push(Buffer.from(chunk));
  splitter.end();
  return seen;
}

it('line ends of every kind end a line, the last one may be missing', () => {
  expect(split(['a\nb\r\nc\r\r\n\nd'])).toEqual(['1 a', '2 b', '3 c', '4 ', '5 d']);
  expect(split(['a\n'])).toEqual(['1 a']);
  expect(split([])).toEqual([]);
});

it('a byte order mark belongs to the file, not to the first line', () => {
  expect(split(['\ufeffts,uid\n\ufeffx'])).toEqual(['1 ts,uid', '2 \ufeffx']);
});

it('lines with NUL bytes are rejected, the others kept', () => {
  expect(split(['a\nb\0b\nc'])).toEqual(['1 a', '2 rejected: contains a NUL byte', '3 c']);
});

it('a line over the limit is dropped while it is read, counted, and the next one is whole', () => {
  const half = 'x'.repeat(MAX_LINE_BYTES / 2);
  const seen = split(['a\n', half, half, 'x', half, `${half}\nb`]);
  expect(seen).toEqual(['1 a', `2 rejected: is longer than ${MAX_LINE_BYTES} bytes`, '3 b']);
  expect(split([half, half])).toEqual([`1 ${half}${half}`]);
  expect(split([`${half}${half}xx`])).toEqual([`1 rejected: is longer than ${MAX_LINE_BYTES} bytes`]);
});

it('where chunks are cut does not matter', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '𝄞', '\n', '\r') }), fc.array(fc.nat(40)), (text, cuts) => {
      const bytes = Buffer.from(text);
      const bounds = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
      const chunks = bounds.slice(1).map((end, i) => bytes.subarray(bounds[i], end));
      expect(split(chunks)).toEqual(split([bytes]));
    }),
  );
});
