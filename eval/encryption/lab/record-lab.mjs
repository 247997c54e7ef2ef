// Records the captures of one part of the plan: real programs and home-made protocols between two network namespaces, tcpdump at the device.
// They are kept under eval/.cache and recorded again when the plan changes. Needs root; programs that are not installed are left out and named.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { after, saying, start, stop, stopAll } from '../../../captures/lab/processes.mjs';
import { plannedCaptures } from './plan.mjs';
import { missingCommands, TARGET_PORT } from './programs/context.mjs';
import { PROGRAMS } from './programs/registry.mjs';
import { seededDraw } from './random.mjs';
import { makeSampleFiles } from './sample-files.mjs';
import { closeSpaces, openSpaces } from './spaces.mjs';
import { splitPackets } from './split-packets.mjs';

/** Programs' captures that run at once. */
const AT_ONCE = 4;
const OWN_NEEDS = ['ip', 'tcpdump', 'openssl', 'ffmpeg', '7z', 'gpg', 'zstd', 'xz', 'bzip2', 'lz4'];
const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Why nothing can be recorded here, or undefined. */
export function labObstacle() {
  if (process.getuid() !== 0) return 'network namespaces need root';
  const missing = missingCommands(OWN_NEEDS);
  return missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}`;
}

/**
 * `{ folder, captures, left_out }` of `part`: planned captures that are recorded there, and `{ name, why }` of those that are not.
 * `cache`: where recordings are kept.
 */
export async function recordedLab(part, cache) {
  const captures = plannedCaptures(part);
  const plan = createHash('sha256').update(JSON.stringify(captures)).digest('hex').slice(0, 16);
  const folder = join(cache, `lab-${part}-${plan}`);
  const list = join(folder, 'recorded.json');
  if (!existsSync(list)) {
    const obstacle = labObstacle();
    if (obstacle !== undefined)
      return { folder, captures: [], left_out: captures.map(({ name }) => ({ name, why: obstacle })) };
    mkdirSync(folder, { recursive: true });
    writeFileSync(list, JSON.stringify(await record(part, captures, folder)));
  }
  const leftOut = JSON.parse(readFileSync(list, 'utf8'));
  const names = new Set(leftOut.map(({ name }) => name));
  return { folder, captures: captures.filter(({ name }) => !names.has(name)), left_out: leftOut };
}

async function record(part, captures, folder) {
  const work = mkdtempSync(join(tmpdir(), 'cipherscope-eval-'));
  const leftOut = new Map();
  const takeDown = async () => {
    await stopAll();
    closeSpaces();
    rmSync(work, { recursive: true, force: true });
  };
  const interrupted = () => takeDown().then(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, interrupted);
  try {
    console.error(`lab, ${part} part: ${captures.length} captures …`);
    const own = captures.filter(({ protocol }) => protocol !== undefined);
    makeSampleFiles(work, own, part);
    const spaces = openSpaces(captures.map(({ address }) => address));
    const recording = join(work, 'all.pcap');
    const command = ['tcpdump', '-Z', 'root', '-i', spaces.link, '-B', '65536', '-U', '-w', recording, 'ip'];
    const recorder = start('tcpdump', spaces.device, command);
    const target = start('target', spaces.server, [
      process.execPath,
      join(HERE, 'target-server.mjs'),
      String(TARGET_PORT),
    ]);
    await Promise.all([saying(recorder, 'listening on'), saying(target, 'ready')]);
    await Promise.all([runOwn(own, work, spaces, leftOut), runPrograms(captures, work, spaces, leftOut)]);
    await after(1000);
    await stop(recorder);
    const counts = splitPackets(readFileSync(recording), captures, folder);
    for (const [name, packets] of counts)
      if (packets === 0 && !leftOut.has(name)) leftOut.set(name, 'no packet was seen');
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM']) process.removeListener(signal, interrupted);
    await takeDown();
  }
  return [...leftOut].map(([name, why]) => ({ name, why }));
}

/** The protocols of the lab itself: one process on each side speaks them all. */
async function runOwn(captures, work, { device, server }, leftOut) {
  writeFileSync(join(work, 'captures.json'), JSON.stringify(captures));
  const servers = start('servers', server, [process.execPath, join(HERE, 'own-server.mjs'), work]);
  await saying(servers, 'ready');
  const clients = start('clients', device, [process.execPath, join(HERE, 'own-client.mjs'), work]);
  createInterface(clients.child.stdout).on('line', (line) => {
    const [word, name, ...why] = line.split(' ');
    if (word === 'failed') leftOut.set(name, why.join(' '));
  });
  await clients.exit;
}

async function runPrograms(captures, folder, spaces, leftOut) {
  const waiting = captures.filter(({ program }) => program !== undefined);
  const work = async () => {
    for (let capture = waiting.shift(); capture !== undefined; capture = waiting.shift()) {
      const { needs, run } = PROGRAMS[capture.program];
      const missing = missingCommands(needs);
      if (missing.length > 0) {
        leftOut.set(capture.name, `not installed: ${missing.join(', ')}`);
        continue;
      }
      try {
        await run({ spaces, capture, folder, draw: seededDraw(`${capture.name} ${capture.seed}`) });
      } catch (error) {
        leftOut.set(capture.name, error.message);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
