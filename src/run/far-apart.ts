// Files that are days apart and were given as pieces of one capture: more likely captures of their own, which `batch` reads one by one.

import { humanDuration } from '../report/human-number.ts';
import type { CaptureManifest } from '../report/manifest-record.ts';
import { recordTimeUs } from '../report/record-time.ts';

const FAR_APART_US = 24 * 3_600e6;

/** A sentence for each piece that begins more than a day after all before it have ended; `captures` in order of their first packets. */
export function farApart(captures: readonly Pick<CaptureManifest, 'file' | 'first' | 'last'>[]): string[] {
  const said: string[] = [];
  let before: { file: string; last: string | undefined; lastUs: number } | undefined;
  for (const { file, first, last } of captures) {
    const firstUs = recordTimeUs(first);
    const lastUs = recordTimeUs(last);
    if (firstUs === undefined || lastUs === undefined) continue;
    if (before !== undefined && firstUs - before.lastUs > FAR_APART_US) {
      // Captures of a lab may all have one name.
      const isShared = file === before.file;
      const named = (name: string, time: string | undefined) => (isShared ? `${name} of ${time?.slice(0, 10)}` : name);
      const gap = humanDuration(firstUs - before.lastUs);
      said.push(
        `${named(file, first)} begins ${gap} after ${named(before.file, before.last)} ends, and both are read as pieces of one capture: captures of their own are for "cipherscope batch".`,
      );
    }
    if (before === undefined || lastUs > before.lastUs) before = { file, last, lastUs };
  }
  return said;
}
