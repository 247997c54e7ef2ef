// What tshark's dissectors call each flow of a capture: the label where a corpus has none of its own. A second opinion, not a truth:
// a port alone can make tshark name a protocol, so labels that decide a result are checked by hand (labels-corrected.tsv).

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { flowKey } from './flow-key.mjs';

const FIELDS = ['ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst', 'tcp.srcport', 'tcp.dstport', 'udp.srcport', 'udp.dstport'];
/** Layers that are no protocol of their own: transports, and what tshark says of bytes it cannot name. */
const NO_NAME = new Set([
  'tcp',
  'udp',
  'data',
  'data-text-lines',
  'tcp.segments',
  'vssmonitoring',
  'short',
  'malformed',
]);

/** tshark's version, or undefined where it is not installed. */
export function tsharkVersion() {
  try {
    return /\d+\.\d+\.\d+/.exec(
      execFileSync('tshark', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    )[0];
  } catch {
    return undefined;
  }
}

/** `Map(flowKey → { names: [protocol], packets })`; kept in `cacheFile`. */
export async function tsharkLabels(capture, cacheFile) {
  if (existsSync(cacheFile)) return new Map(JSON.parse(readFileSync(cacheFile, 'utf8')));
  const flows = await dissect(capture);
  mkdirSync(dirname(cacheFile), { recursive: true });
  writeFileSync(cacheFile, JSON.stringify([...flows]));
  return flows;
}

async function dissect(capture) {
  const fields = [...FIELDS, 'frame.protocols'].flatMap((field) => ['-e', field]);
  // The last occurrence of a field is the innermost header, which is the one that flows are made of.
  const args = ['-n', '-r', capture, '-T', 'fields', '-E', 'separator=/t', '-E', 'occurrence=l', ...fields];
  const tshark = spawn('tshark', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const closed = once(tshark, 'close');
  const flows = new Map();
  for await (const line of createInterface(tshark.stdout)) note(flows, line.split('\t'));
  await closed;
  return flows;
}

function note(flows, [src4, dst4, src6, dst6, tcpSrc, tcpDst, udpSrc, udpDst, protocols]) {
  const layers = (protocols ?? '').split(':');
  const at = Math.max(layers.lastIndexOf('tcp'), layers.lastIndexOf('udp'));
  if (at < 0) return;
  const isTcp = layers[at] === 'tcp';
  const [from, to] = isTcp ? [tcpSrc, tcpDst] : [udpSrc, udpDst];
  const isV6 = layers.slice(0, at).lastIndexOf('ipv6') > layers.slice(0, at).lastIndexOf('ip');
  const key = flowKey(layers[at], isV6 ? src6 : src4, from, isV6 ? dst6 : dst4, to);
  const flow = flows.get(key) ?? { names: [], packets: 0 };
  flow.packets += 1;
  for (const name of layers.slice(at + 1)) if (!NO_NAME.has(name) && !flow.names.includes(name)) flow.names.push(name);
  flows.set(key, flow);
}
