// Which engine the flags of this folder were measured with: V8's thresholds differ from one version to the next, and others are left as they are.

import process from 'node:process';

/** That of Node.js 20. */
const MEASURED_V8 = '11.3.';

export function isMeasuredEngine(v8Version = process.versions.v8): boolean {
  return v8Version.startsWith(MEASURED_V8);
}
