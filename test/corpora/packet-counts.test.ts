import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corporaFolder, manifestRows, needsCorpora, readCaptureFile } from '../support/corpora.ts';

describe.skipIf(corporaFolder === undefined)(needsCorpora('x'), () => {
  it('all', async () => {
    const faults: unknown[] = [];
    const stops: unknown[] = [];
    for (const row of manifestRows()) {
      let n = 0;
      const info = await readCaptureFile(join(corporaFolder as string, row.path), () => n++);
      if (n !== row.packets) faults.push([row.path, row.packets, n, row.note, info.stop]);
      else if (info.stop || info.skipped.size)
        stops.push([row.path, row.packets, row.note, info.stop, [...info.skipped]]);
    }
    console.log(JSON.stringify(faults, null, 1));
    for (const s of stops) console.log(JSON.stringify(s));
  });
});
