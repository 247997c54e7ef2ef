// Probes for what cipherscope can use but does not need. A probe never fails: what cannot be asked is absent.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import * as zlib from 'node:zlib';
import { loadCap } from '../run/live-capture.ts';

export interface Part {
  readonly name: string;
  /** A version, 'present', or 'absent'. */
  readonly state: string;
  /** What it is for, and where it is absent how to get it. */
  readonly purpose: string;
}

export async function inspectParts(environment: Readonly<Record<string, string | undefined>>): Promise<Part[]> {
  const programs = PROGRAMS.map(async ({ name, commands, purpose }) => {
    const versions = await Promise.all(commands.map(versionOf));
    return { name, state: versions.find((version) => version !== undefined) ?? 'absent', purpose };
  });
  const corpora = environment['CIPHERSCOPE_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));
  return [
    { name: 'Node.js', state: process.versions.node, purpose: 'runs everything; 20.19 or later' },
    part('zstd', 'createZstdDecompress' in zlib, 'reads .zst captures; part of Node.js from 22.15'),
    part(
      'cap',
      (await loadCap()) !== undefined,
      'captures with -i; npm install cap, which needs the headers of libpcap',
    ),
    ...(await Promise.all(programs)),
    part(
      'corpora',
      existsSync(`${corpora}/corpora`),
      'labelled captures for the evaluation; a folder named by CIPHERSCOPE_SHARED',
    ),
  ];
}

const PROGRAMS = [
  { name: 'tcpdump', commands: ['tcpdump'], purpose: 'captures for tcpdump -i IFACE -U -w - | cipherscope analyze -' },
  { name: 'tshark', commands: ['tshark'], purpose: 'a second opinion in the tests' },
  { name: 'ndpiReader', commands: ['ndpiReader'], purpose: 'a second opinion in the evaluation' },
  {
    name: 'chromium',
    commands: ['chromium', 'chromium-browser', 'google-chrome'],
    purpose: 'tests of the report in a browser',
  },
  { name: 'JDK', commands: ['javac'], purpose: 'runs the hooks of the Frida script in the tests; 17 to 23' },
];

function part(name: string, present: boolean, purpose: string): Part {
  return { name, state: present ? 'present' : 'absent', purpose };
}

function versionOf(command: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    // ndpiReader has no --version; all of them print theirs somewhere in the help or the version text.
    const flag = command === 'ndpiReader' ? '-h' : '--version';
    execFile(command, [flag], { timeout: 10_000, maxBuffer: 1 << 20 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code === 'string') resolve(undefined);
      else resolve(/\d+(?:\.\d+)+/.exec(`${stdout}${stderr}`)?.[0] ?? 'present');
    });
  });
}
