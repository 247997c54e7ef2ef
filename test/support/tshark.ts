// Wireshark's command line as an oracle, where it is installed.

import { execFileSync, spawnSync } from 'node:child_process';

export const hasTshark: boolean = spawnSync('tshark', ['--version']).status === 0;

/** One object a frame: the fields that were asked for, in tshark's words, of several the first. Frames before a damage are given. */
export function tsharkFrames<Field extends string>(
  path: string,
  fields: readonly Field[],
  format: readonly string[] = ['-E', 'occurrence=f'],
): Record<Field, string>[] {
  const args = ['-n', '-r', path, '-T', 'fields', ...format, ...fields.flatMap((field) => ['-e', field])];
  const { stdout } = spawnSync('tshark', args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split('\t');
      return Object.fromEntries(fields.map((field, i) => [field, cells[i] ?? ''])) as Record<Field, string>;
    });
}

/** Packets that capinfos counts: blocks without a packet are not among them. */
export function capinfosPackets(path: string): number {
  const text = execFileSync('capinfos', ['-c', '-M', path], { encoding: 'utf8' });
  return Number(/Number of packets:\s*(\d+)/.exec(text)?.[1]);
}

/** Name resolution records that a capture holds: address to name. */
export function tsharkHosts(path: string): Map<string, string> {
  const { stdout } = spawnSync('tshark', ['-n', '-r', path, '-q', '-z', 'hosts'], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => !line.startsWith('#') && line.includes('\t'));
  return new Map(lines.map((line) => line.split('\t') as [string, string]));
}
