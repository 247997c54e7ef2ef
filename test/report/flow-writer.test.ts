import { access, constants, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { FlowWriter } from '../../src/report/flow-writer.ts';
import { outputFolder } from '../support/output-folder.ts';

const fullDevice = await access('/dev/full', constants.W_OK).then(
  () => true,
  () => false,
);

async function writerIn(folder: string): Promise<{ writer: FlowWriter; path: string }> {
  const path = join(folder, 'flows.ndjson');
  return { writer: new FlowWriter(await open(path, 'wx'), path), path };
}

test('strings and buffers are written in the order in which they came', async () => {
  const { writer, path } = await writerIn(await outputFolder());
  writer.write('{"a":"é"}\n');
  writer.write(Buffer.from('{"b":1}\n{"c":2}\n'));
  writer.write('{"d":3}\n');
  await writer.close();
  expect(await readFile(path, 'utf8')).toBe('{"a":"é"}\n{"b":1}\n{"c":2}\n{"d":3}\n');
  expect(writer.bytes).toBe(35);
});

test('no chunk at all makes an empty file', async () => {
  const { writer, path } = await writerIn(await outputFolder());
  await writer.close();
  expect(await readFile(path, 'utf8')).toBe('');
});

test('the caller is asked to wait only when a block is full', async () => {
  const { writer, path } = await writerIn(await outputFolder());
  const line = `${'x'.repeat(1023)}\n`;
  let waits = 0;
  for (let i = 0; i < 4096; i += 1) {
    const busy = writer.write(line);
    if (busy === undefined) continue;
    waits += 1;
    await busy;
  }
  await writer.close();
  expect(waits).toBe(4);
  expect(await readFile(path, 'utf8')).toBe(line.repeat(4096));
});

test('bytes are written at once, so that the caller can use them again', async () => {
  const { writer, path } = await writerIn(await outputFolder());
  const bytes = Buffer.alloc(3);
  for (const line of ['a1\n', 'b2\n', 'c3\n']) {
    bytes.write(line);
    await writer.write(bytes);
  }
  await writer.close();
  expect(await readFile(path, 'utf8')).toBe('a1\nb2\nc3\n');
});

test('a caller that never waits loses nothing and keeps the order', async () => {
  const { writer, path } = await writerIn(await outputFolder());
  const blocks = Array.from({ length: 5 }, (_, i) => `${String(i).repeat(1 << 20)}\n`);
  for (const block of blocks) void writer.write(block);
  await writer.close();
  expect(await readFile(path, 'utf8')).toBe(blocks.join(''));
});

test.skipIf(!fullDevice)(
  'a full disk rejects with a sentence, and so does every later call (needs /dev/full)',
  async () => {
    const writer = new FlowWriter(await open('/dev/full', 'w'), 'out/flows.ndjson');
    const block = 'x'.repeat(1 << 20);
    await expect(writer.write(block)).rejects.toThrow(/^Cannot write out\/flows\.ndjson: no space is left/);
    await expect(writer.write(block)).rejects.toBeInstanceOf(UserError);
    await expect(writer.close()).rejects.toThrow(/no space is left/);
  },
);

test.skipIf(!fullDevice)(
  'a full disk is no unhandled rejection for a caller that does not wait (needs /dev/full)',
  async () => {
    const writer = new FlowWriter(await open('/dev/full', 'w'), 'out/flows.ndjson');
    void writer.write('x'.repeat(1 << 20));
    await expect(writer.close()).rejects.toThrow(/no space is left/);
  },
);
