// Captures that were made to break parsers, through a whole run: packets, flows, recognition, features, the encryption class, and the lines
// of flows.ndjson. Nothing throws, nothing hangs (each has five seconds, and needs milliseconds), memory stays bounded, and each line is JSON.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SpillReader } from '../../src/run/flow-spill.ts';
import { Progress } from '../../src/run/progress.ts';
import { runShardPool } from '../../src/run/shard-pool.ts';
import { corporaFolder, manifestRows, needsCorpora } from '../support/corpora.ts';

const HOSTILE = /^(tcpdump|pcapplusplus|pcapsql-fuzz)\/|fuzz/;
const MIB = 1 << 20;

const captures = manifestRows()
  .map(({ path }) => path)
  .filter((path) => HOSTILE.test(path));
let folder = '';

describe.skipIf(corporaFolder === undefined)(needsCorpora('hostile captures, from packets to lines'), () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('are hundreds', () => {
    expect(captures.length).toBeGreaterThan(500);
  });

  it.each(captures)(
    '%s',
    async (path) => {
      const file = join(corporaFolder as string, path);
      const { index, reports, spills } = await runShardPool(
        {
          pieces: [{ path: file, firstUs: undefined }],
          stream: undefined,
          workers: 1,
          settings: {
            maxFlows: 1000,
            startUs: undefined,
            endUs: undefined,
            keep: undefined,
            proprietary: true,
          },
          spill: { folder, prefix: 'lines' },
        },
        new Progress(1),
      );
      const [report] = reports;
      expect(report?.interrupted).toBe(false);
      const reader = new SpillReader(spills[0] as number);
      try {
        for (const position of index.order()) {
          const batch = index.batchOf(position);
          const row = index.rowOf(position);
          const head = reader.read(batch.spillOffset[row], batch.spillBytes[row]);
          // The head leaves its object open for what only the whole capture tells.
          expect(() => JSON.parse(`${head.toString('utf8')}}`)).not.toThrow();
        }
      } finally {
        reader.close();
      }
      const evicted = reports.reduce((sum, { losses }) => sum + (losses['evicted_flows'] ?? 0), 0);
      expect(evicted).toBeLessThanOrEqual(index.count);
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      expect((heapUsed + arrayBuffers) / MIB).toBeLessThan(700);
    },
    5000,
  );
});
