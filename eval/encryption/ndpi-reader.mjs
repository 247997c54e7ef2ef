// What nDPI says of the same captures in the same run: ndpiReader's line for each flow. Debian's 4.2 has a risk for suspicious entropy,
// none for fully encrypted flows; published result files of a newer version stand beside it where a corpus has them.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { flowKey } from './flow-key.mjs';

/** `5\tTCP 10.0.0.1:80 <-> 10.0.0.2:4000 [proto: 91/TLS]…` */
const LINE = /^\s*\d+\s+(TCP|UDP) \[?([^\s\]]+)\]?:(\d+) <?->? \[?([^\s\]]+)\]?:(\d+) (.*)$/;
const MAX_OUTPUT_BYTES = 1 << 28;

/** nDPI's version, or undefined where ndpiReader is not installed. */
export function ndpiVersion() {
  return /nDPI ([\d.]+)/.exec(spawnSync('ndpiReader', ['-h'], { encoding: 'utf8' }).stdout ?? '')?.[1];
}

/** `Map(flowKey → { ndpi_entropy, ndpi_unknown })`, kept in `cacheFile`; empty where ndpiReader fails or is not there. */
export function ndpiVerdicts(path, cacheFile) {
  if (existsSync(cacheFile)) return new Map(JSON.parse(readFileSync(cacheFile, 'utf8')));
  const verdicts = new Map();
  const said = output(path);
  for (const line of said.split('\n')) {
    const [, transport, addressA, portA, addressB, portB, rest] = LINE.exec(line) ?? [];
    if (rest === undefined) continue;
    verdicts.set(flowKey(transport.toLowerCase(), addressA, portA, addressB, portB), {
      ndpi_entropy: /\[Risk:[^\]]*entropy/i.test(rest),
      ndpi_unknown: /\[proto: 0\/Unknown\]/.test(rest),
    });
  }
  if (said !== '') {
    mkdirSync(dirname(cacheFile), { recursive: true });
    writeFileSync(cacheFile, JSON.stringify([...verdicts]));
  }
  return verdicts;
}

function output(path) {
  try {
    const options = { encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES, stdio: ['ignore', 'pipe', 'ignore'] };
    return execFileSync('ndpiReader', ['-i', path, '-v', '2'], options);
  } catch {
    return '';
  }
}
