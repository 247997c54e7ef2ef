import { expect, it } from 'vitest';
import { DeferredLines } from '../../src/telemetry/deferred-lines.ts';
import { LineSplitter } from '../../src/telemetry/line-splitter.ts';
import { LogText } from '../../src/telemetry/log-text.ts';

function textOf(...chunks: Buffer[]) {
  const got: string[] = [];
  const lines = new DeferredLines(() => ({
    line: (line) => {
      if (line === 'fail') throw new Error('as a reader may');
      got.push(line);
    },
    reject: () => got.push('rejected'),
  }));
  const text = new LogText(new LineSplitter(lines), lines);
  for (const chunk of chunks) text.push(chunk);
  text.end();
  return { got, skipped: text.skipped, failure: text.failure };
}

it('characters of UTF-16 may end in the next chunk', () => {
  const bytes = Buffer.from('\ufeffa\n\u{1f600}b', 'utf16le');
  expect(textOf(bytes.subarray(0, 7), bytes.subarray(7))).toMatchObject({
    got: ['a', '\u{1f600}b'],
    skipped: undefined,
  });
});

it('what is no text is told, and nothing is read of it', () => {
  expect(textOf(Buffer.from([1, 0, 2, 10]), Buffer.from('a\n'))).toMatchObject({
    got: [],
    skipped: expect.stringContaining('binary'),
  });
});

it('a fault of who reads is kept, and ends the reading', () => {
  const { got, failure } = textOf(Buffer.from(`a\n${'b\n'.repeat(100)}fail\nc\n`), Buffer.from('d\n'));
  expect(failure).toEqual(new Error('as a reader may'));
  expect(got).not.toContain('c');
  expect(got).not.toContain('d');
});
