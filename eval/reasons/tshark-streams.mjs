// The bytes of both sides of flows as tshark shows them: streams that it put together, and datagrams.

import { execFileSync } from 'node:child_process';

const FIELDS = ['frame.number', 'ip.src', 'ipv6.src', 'tcp.stream', 'udp.stream', 'udp.srcport', 'udp.payload'];
const RULE = '='.repeat(67);
const MOST_OUTPUT_BYTES = 1 << 30;

/** `Map(flow → { orig, resp })`, each `{ bytes, ends }`; `ends`: of datagrams. Flows that tshark shows no stream of are left out. */
export function tsharkStreams(path, flows) {
  const frames = new Map();
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  for (const line of lines(path, ['-T', 'fields', '-E', 'occurrence=a', ...fields])) {
    const [frame, ...cells] = line.split('\t');
    // More than one of a kind: a tunnel, or a packet that an error quotes.
    const isPlain = cells.every((cell) => !cell.includes(','));
    if (isPlain && cells.length === FIELDS.length - 1) frames.set(Number(frame), cells);
  }
  const numbers = flows.flatMap(({ first_frame: frame, transport }) => {
    const stream = transport === 'tcp' ? frames.get(frame)?.[2] : undefined;
    return stream === undefined || stream === '' ? [] : [stream];
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
  const sides = [[], []];
  for (const line of part.slice(head.index + head[0].length).split('\n'))
    if (line.trim() !== '') sides[line.startsWith('\t') ? 1 : 0].push(Buffer.from(line.trim(), 'hex'));
  return { stream: head[1], node: head[2], bytes: sides.map((pieces) => Buffer.concat(pieces)) };
}

function ofStream({ first_frame: frame, orig }, frames, followed) {
  const found = followed.get(frames.get(frame)?.[2]);
  if (found === undefined) return undefined;
  const isFirst = found.node === `${orig.ip}:${orig.port}` || found.node === `[${orig.ip}]:${orig.port}`;
  const [one, other] = isFirst ? found.bytes : [...found.bytes].reverse();
  return { orig: { bytes: one }, resp: { bytes: other } };
}

function ofDatagrams({ first_frame: from, last_frame: to, transport, orig }, frames) {
  const stream = frames.get(from)?.[3];
  if (transport !== 'udp' || stream === undefined || stream === '') return undefined;
  const pieces = { orig: [], resp: [] };
  for (let frame = from; frame <= to; frame++) {
    const cells = frames.get(frame);
    if (cells?.[3] !== stream) continue;
    const [ip4, ip6, , , port, payload] = cells;
    const isOrig = (ip4 || ip6) === orig.ip && port === String(orig.port);
    pieces[isOrig ? 'orig' : 'resp'].push(Buffer.from(payload, 'hex'));
  }
  return { orig: joined(pieces.orig), resp: joined(pieces.resp) };
}

function joined(pieces) {
  let end = 0;
  return { bytes: Buffer.concat(pieces), ends: pieces.map(({ length }) => (end += length)) };
}
