// The bytes of both sides of flows as tshark shows them: streams that it put together, and datagrams.

import { execFileSync } from 'node:child_process';
import { joined } from './enclosed.mjs';

const FIELDS = [
  'frame.number',
  'frame.time_epoch',
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
  'tcp.stream',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.flags',
  'udp.stream',
  'udp.srcport',
  'udp.dstport',
  'udp.payload',
];
const RULE = '='.repeat(67);
const MOST_OUTPUT_BYTES = 1 << 30;
const SYN = 0x02;
const ACK = 0x10;

/** `Map(frame number → packet)` of what is in no tunnel and quotes no other packet. */
export function tsharkFrames(path) {
  const frames = new Map();
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  for (const line of lines(path, ['-T', 'fields', '-E', 'occurrence=a', ...fields])) {
    const cells = line.split('\t');
    if (cells.length !== FIELDS.length || cells.some((cell) => cell.includes(','))) continue;
    const packet = packetOf(Object.fromEntries(FIELDS.map((field, i) => [field, cells[i]])));
    if (packet !== undefined) frames.set(packet.number, packet);
  }
  return frames;
}

function packetOf(cells) {
  const transport = ['tcp', 'udp'].find((name) => cells[`${name}.stream`] !== '');
  if (transport === undefined) return undefined;
  const end = (at, port) => ({
    ip: cells[`ip.${at}`] || cells[`ipv6.${at}`],
    port: Number(cells[`${transport}.${port}`]),
  });
  return {
    number: Number(cells['frame.number']),
    seconds: Number(cells['frame.time_epoch']),
    transport,
    stream: cells[`${transport}.stream`],
    ends: [end('src', 'srcport'), end('dst', 'dstport')],
    isSyn: (Number(cells['tcp.flags']) & (SYN | ACK)) === SYN,
    payload: cells['udp.payload'],
  };
}

/** `Map(flow → { orig, resp })`, each `{ bytes, ends, turns }`: ends of datagrams or of what tshark shows apart, and of what a side sent before the other did. */
export function tsharkStreams(path, flows, frames) {
  const numbers = flows.flatMap(({ first_frame: frame, transport }) => {
    const packet = frames.get(frame);
    return transport === 'tcp' && packet?.transport === 'tcp' ? [packet.stream] : [];
  });
  const followed = new Map();
  const asked = [...new Set(numbers)].flatMap((stream) => ['-z', `follow,tcp,raw,${stream}`]);
  if (asked.length > 0) {
    for (const part of lines(path, ['-q', ...asked])
      .join('\n')
      .split(RULE)) {
      const found = readFollowed(part);
      if (found !== undefined) followed.set(found.stream, found);
    }
  }
  const streams = new Map();
  for (const flow of flows) {
    const sides = flow.transport === 'tcp' ? ofStream(flow, frames, followed) : ofDatagrams(flow, frames);
    if (sides !== undefined) streams.set(flow, sides);
  }
  return streams;
}

function lines(path, options) {
  const settings = { encoding: 'utf8', maxBuffer: MOST_OUTPUT_BYTES, stdio: ['ignore', 'pipe', 'ignore'] };
  return execFileSync('tshark', ['-n', '-r', path, ...options], settings).split('\n');
}

function readFollowed(part) {
  const head = /Filter: tcp\.stream eq (\d+)\nNode 0: (\S+)\nNode 1: (\S+)\n/.exec(part);
  if (head === null) return undefined;
  const sides = [0, 1].map(() => ({ pieces: [], turns: [] }));
  let bytes = [0, 0];
  let last;
  for (const line of part.slice(head.index + head[0].length).split('\n')) {
    if (line.trim() === '') continue;
    const at = line.startsWith('\t') ? 1 : 0;
    const piece = Buffer.from(line.trim(), 'hex');
    sides[at].pieces.push(piece);
    bytes = bytes.map((sum, i) => (i === at ? sum + piece.length : sum));
    if (last === at) sides[at].turns.pop();
    sides[at].turns.push(bytes[at]);
    last = at;
  }
  return { stream: head[1], node: head[2], sides: sides.map(({ pieces, turns }) => ({ ...joined(pieces), turns })) };
}

function ofStream({ first_frame: frame, orig }, frames, followed) {
  const found = followed.get(frames.get(frame)?.stream);
  if (found === undefined) return undefined;
  const isFirst = found.node === `${orig.ip}:${orig.port}` || found.node === `[${orig.ip}]:${orig.port}`;
  const [one, other] = isFirst ? found.sides : [...found.sides].reverse();
  return { orig: one, resp: other };
}

function ofDatagrams({ first_frame: from, last_frame: to, transport, orig }, frames) {
  const first = frames.get(from);
  if (transport !== 'udp' || first?.transport !== 'udp') return undefined;
  const pieces = { orig: [], resp: [] };
  for (let number = from; number <= to; number++) {
    const packet = frames.get(number);
    if (packet?.transport !== 'udp' || packet.stream !== first.stream) continue;
    const [{ ip, port }] = packet.ends;
    pieces[ip === orig.ip && port === orig.port ? 'orig' : 'resp'].push(Buffer.from(packet.payload, 'hex'));
  }
  return { orig: joined(pieces.orig), resp: joined(pieces.resp) };
}
