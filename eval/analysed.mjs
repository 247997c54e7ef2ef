// One analysis by the built library, as a program that uses it would run it: captures and logs in, flow records and the manifest out.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Captures here are small; a table for a million flows would cost more time than the analysis. */
const MAX_FLOWS = 100_000;

/** `captures`: paths of the pieces of one capture; `telemetry`: paths of logs; `more`: further settings of `analyze`. */
export async function analysed(captures, telemetry = [], more = {}) {
  const { analyze } = await import('../dist/index.js');
  const warnings = [];
  const onWarning = (message) => warnings.push(message);
  const settings = { telemetry, workers: 1, max_flows: MAX_FLOWS, onWarning, ...more };
  const records = analyze(captures, settings);
  const flows = [];
  for (;;) {
    const { done, value } = await records.next();
    if (done) return { flows, manifest: value.manifest, warnings };
    flows.push(value);
  }
}

export function sha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** RFC 3339 in UTC → µs since the epoch, the nanoseconds dropped. */
export function microseconds(text) {
  const [, whole, fraction = ''] = /^(.{19})(?:\.(\d+))?Z$/.exec(text);
  return Date.parse(`${whole}Z`) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
