// The same flows, to the last message, however the capture comes in: by the byte, by odd chunks, whole, or from the file.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ChunkSource } from '../../src/parse/byte-source.ts';
import { captureFlows } from '../support/capture-flows.ts';
import { corporaFolder, needsCorpora } from '../support/corpora.ts';
import { collector, type SeenFlow } from '../support/flow-run.ts';

const DEMO = fileURLToPath(new URL('../../captures/demo/demo.pcapng', import.meta.url));
const CHUNKS = [1, 7, 1000, 65_536, Number.MAX_SAFE_INTEGER];

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, Math.min(bytes.length, at + size));
}

async function flowsOf(path: string, chunkBytes?: number): Promise<SeenFlow[]> {
  const flows: SeenFlow[] = [];
  const collect = collector(flows);
  const open = chunkBytes === undefined ? {} : { open: () => new ChunkSource(chunks(readFileSync(path), chunkBytes)) };
  await captureFlows(path, ({ meter, row, reason }) => collect(meter, row, reason), open);
  return flows;
}

async function expectSame(path: string, least: number): Promise<void> {
  const whole = await flowsOf(path);
  expect(whole.length).toBeGreaterThanOrEqual(least);
  for (const size of CHUNKS) expect(await flowsOf(path, size), `chunks of ${size}`).toEqual(whole);
}

describe('chunks of any size', () => {
  it('make the same flows of the demo capture', () => expectSame(DEMO, 70));
});

describe.skipIf(corporaFolder === undefined)(needsCorpora('chunks of any size, labelled captures'), () => {
  it.each([
    ['zeek/wikipedia.pcap', 30],
    ['ndpi/fuzz-2006-06-26-2594.pcap', 200],
    ['zeek/ftp/bigtransfer.pcap', 3],
  ])('make the same flows of %s', (path, least) => expectSame(join(corporaFolder as string, path), least));
});
