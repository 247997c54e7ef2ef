// All that was written to a stream so far. Until Node 26 one read() gives it, from then on the first of what was written.

import type { Readable } from 'node:stream';

export function readAll(stream: Readable): string {
  let text = '';
  for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) text += String(chunk);
  return text;
}
