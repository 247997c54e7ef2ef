import { existsSync, readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { StreamCopy } from '../../src/run/stream-copy.ts';

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

it('copies what passes by, for this user only, until it is removed', async () => {
  const copy = new StreamCopy(() => expect.unreachable());
  const passed: string[] = [];
  for await (const chunk of copy.passing(chunks('one ', '', 'two'))) passed.push(String(Buffer.from(chunk)));
  expect(passed).toEqual(['one ', '', 'two']);
  expect(readFileSync(copy.path, 'utf8')).toBe('one two');
  expect(statSync(copy.path).mode & 0o777).toBe(0o600);
  expect(copy.isWhole).toBe(true);
  copy.remove();
  expect([copy.isWhole, existsSync(copy.path)]).toEqual([false, false]);
});

it('lets the stream pass where its own reader stops early', async () => {
  const copy = new StreamCopy(() => expect.unreachable());
  for await (const _ of copy.passing(chunks('one', 'two'))) break;
  expect(readFileSync(copy.path, 'utf8')).toBe('one');
  copy.remove();
});
