// Which engines the flags of this folder were measured with: V8's thresholds differ from one version to the next, and others are left as they are.

import process from 'node:process';

/** V8 of Node.js 20, 22, 24, and 25 and 26, with the end of the part of its version that counts. */
export const MEASURED_V8 = { node20: '11.3.', node22: '12.4.', node24: '13.6.', node26: '14.' } as const;

export type MeasuredEngine = keyof typeof MEASURED_V8;

/** Undefined where nothing was measured. */
export function measuredEngine(v8Version = process.versions.v8): MeasuredEngine | undefined {
  const engines = Object.keys(MEASURED_V8) as MeasuredEngine[];
  return engines.find((engine) => v8Version.startsWith(MEASURED_V8[engine]));
}
