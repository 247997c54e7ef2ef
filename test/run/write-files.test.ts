import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NATIVE_FILES, NativeOutput } from '../../src/report/native-output.ts';
import { jsonLine } from '../../src/report/safe-text.ts';
import { writeFiles } from '../../src/run/write-files.ts';
import { sampleFlows, sampleResult } from '../support/analysis-result.ts';

/** Blocks as a reader hands them out: each is filled again when the next but one is asked for. */
function* blocksOf(lines: readonly string[]): Generator<Uint8Array> {
  const buffers = [Buffer.alloc(1 << 16), Buffer.alloc(1 << 16)] as const;
  for (const [i, line] of lines.entries()) {
    const buffer = buffers[(i % 2) as 0 | 1];
    buffer.fill(0x20);
    yield buffer.subarray(0, buffer.write(line));
  }
}

it('all files are there, and lines are those that were handed out, in order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'written-'));
  const lines = sampleFlows().map((flow) => `${jsonLine(flow)}\n`);
  const notes: string[] = [];
  let read = 0;
  try {
    const output = await NativeOutput.open(folder);
    const analysis = { result: sampleResult(), flowLines: () => blocksOf(lines), linesRead: () => read++ };
    expect(await writeFiles(analysis, output, 1, (note) => notes.push(note))).toEqual([...NATIVE_FILES]);
    expect(readdirSync(folder).sort()).toEqual([...NATIVE_FILES].sort());
    expect(readFileSync(join(folder, 'flows.ndjson'), 'utf8')).toBe(lines.join(''));
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('com.lumen.flashlight');
    expect(read).toBe(1);
    expect(notes).toEqual([expect.stringMatching(/^report\.html took [\d.]+ s$/)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
