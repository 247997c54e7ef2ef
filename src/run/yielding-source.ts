// A file's bytes for a loop that reads on and on: files are read synchronously, and between chunks the thread must turn to its events. It hears of
// Ctrl-C, draws its progress, and lets go of what waits for the next turn, as every decoder of Node.js does that was tried and failed.

import { setImmediate } from 'node:timers/promises';
import type { ByteSource } from '../parse/byte-source.ts';

export function yielding(source: ByteSource): ByteSource {
  return {
    fill: (buffer) => source.fill(buffer) ?? setImmediate(),
    close: () => source.close(),
  };
}
