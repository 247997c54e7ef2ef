// Every compression an app may use on its messages; zstd, xz, bzip2 and lz4 by their own programs.

import { execFileSync } from 'node:child_process';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

const PROGRAMS = { zstd: ['zstd', '-q', '-c'], xz: ['xz', '-c'], bzip2: ['bzip2', '-c'], lz4: ['lz4', '-q', '-c'] };
const CODINGS = {
  gzip: gzipSync,
  zlib: deflateSync,
  deflate: deflateRawSync,
  brotli: (plain) => brotliCompressSync(plain),
  ...Object.fromEntries(
    Object.entries(PROGRAMS).map(([name, [command, ...args]]) => [
      name,
      (plain) => execFileSync(command, args, { input: plain }),
    ]),
  ),
};

export const COMPRESSIONS = Object.keys(CODINGS);

export function compress(coding, plain) {
  return CODINGS[coding](plain);
}
