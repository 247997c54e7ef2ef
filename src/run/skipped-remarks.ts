// Files of a folder of logs that were left out, in a few sentences: those left out for the same reason are told together.

import type { SkippedFile } from '../telemetry/log-file.ts';

/** Files that are named with a reason they share. */
const NAMED = 3;

export function skippedRemarks(skipped: readonly SkippedFile[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { file, reason } of skipped) {
    const files = byReason.get(reason);
    if (files === undefined) byReason.set(reason, [file]);
    else files.push(file);
  }
  return [...byReason].map(([reason, [first, ...others]]) => `${first} ${reason}${alike(others)}`);
}

function alike(others: readonly string[]): string {
  const last = others.at(-1);
  if (last === undefined) return '';
  const named = others.slice(0, NAMED - 1);
  const more = others.length - named.length;
  if (more > 0) return `; the same holds for ${named.join(', ')} and ${more} more`;
  return `; the same holds for ${named.slice(0, -1).concat(last).join(' and ')}`;
}
