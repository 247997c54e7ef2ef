// A lab's log as other tools would have written it, or a poorer poller: what each tier of the join and each of its modifiers lives on.
// Only the log is rewritten; capture and truth stay the kernel's. Connects and lookups of the crowd were told by its programs themselves.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packetsOf } from './captured-packets.mjs';
import { everyNthPoll } from './socket-polls.mjs';

/** 10.0.2.15 as /proc/net prints it. */
const LOCAL = / 0F02000A:/g;
const WILDCARD = ' 00000000:';
/** The same mapped into IPv6, and the wildcard there. */
const LOCAL_MAPPED = / 0000000000000000FFFF00000F02000A:/g;
const WILDCARD_MAPPED = ' 00000000000000000000000000000000:';
/** 10.215.173.1, the inside of PCAPdroid's tunnel. */
const TUNNEL = ' 01ADD70A:';
const TUNNEL_MAPPED = ' 0000000000000000FFFF000001ADD70A:';
const ROW = /^ *\d+: [0-9A-F]+:[0-9A-F]{4} [0-9A-F]+:[0-9A-F]{4} [0-9A-F]{2} /;
const LISTENS = / 0A /;

/**
 * `{ name, tells, write(dataset, folder) → paths of logs, isCrowd }`: what of tools and devices a variant stands for. `isCrowd`: only the crowd has it.
 */
export const VARIANTS = [
  {
    name: 'local address left open',
    write: ({ log }, folder) => [
      written(folder, 'procnet.log', log.replace(LOCAL, WILDCARD).replace(LOCAL_MAPPED, WILDCARD_MAPPED)),
    ],
  },
  {
    name: 'address of a tunnel’s inside',
    write: ({ log }, folder) => [
      written(folder, 'procnet.log', log.replace(LOCAL, TUNNEL).replace(LOCAL_MAPPED, TUNNEL_MAPPED)),
    ],
  },
  {
    name: 'no peers: listening and unconnected sockets only',
    write: ({ log }, folder) => [written(folder, 'procnet.log', withoutPeers(log))],
  },
  {
    name: 'UIDs and ports of packets, both ways',
    write: (dataset, folder) => [written(folder, 'packets.csv', packetTable(dataset, true))],
  },
  {
    name: 'UIDs and ports of packets, one way',
    write: (dataset, folder) => [written(folder, 'packets.csv', packetTable(dataset, false))],
  },
  {
    name: 'connect events without local ports',
    write: (dataset, folder) =>
      dataset.network === undefined
        ? [written(folder, 'connects.ndjson', dataset.truth.flatMap(connectEvent).join(''))]
        : [written(folder, 'network.txt', linesWith(dataset, 'connect_event')), dataset.packages],
  },
  {
    name: 'lookups only',
    isCrowd: true,
    write: (dataset, folder) => [written(folder, 'network.txt', linesWith(dataset, 'dns_event')), dataset.packages],
  },
  {
    name: 'one poll in four',
    write: ({ log }, folder) => [written(folder, 'procnet.log', everyNthPoll(log, 4, 1))],
  },
  {
    name: 'polls that stop half way',
    write: ({ log }, folder) => [written(folder, 'procnet.log', firstHalf(log))],
  },
  {
    name: 'one dump without a time',
    write: ({ log }, folder) => [written(folder, 'procnet.log', oneDump(log))],
  },
];

function written(folder, name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** As a tool lists sockets that does not know where they are connected to: of TCP only who listens, of UDP only who holds which port. */
function withoutPeers(log) {
  let table = '';
  return log
    .split('\n')
    .filter((line) => {
      table = /^# (\w+)/.exec(line)?.[1] ?? table;
      return !ROW.test(line) || table.startsWith('udp') || LISTENS.test(line);
    })
    .map((line) =>
      ROW.test(line)
        ? line.replace(
            /^( *\d+: \S+ )([0-9A-F]+):[0-9A-F]{4}/,
            (_, own, remote) => `${own}${'0'.repeat(remote.length)}:0000`,
          )
        : line,
    )
    .join('\n');
}

function firstHalf(log) {
  const polls = log.split(/^(?=### )/m);
  return polls.slice(0, polls.length >> 1).join('');
}

/** One poll of the middle, its stamp left out. */
function oneDump(log) {
  const polls = log.split(/^(?=### )/m);
  return polls[polls.length >> 1].replace(/^### .*\n/, '');
}

function linesWith({ network }, kind) {
  return network
    .split('\n')
    .filter((line) => line.startsWith(`{"${kind}"`))
    .map((line) => `${line}\n`)
    .join('');
}

/** Perfetto's table of packets: outgoing ones with the owner that the kernel named; incoming ones with that of their socket. */
function packetTable({ capture, truth }, bothWays) {
  const rows = [...packetsOf(readFileSync(capture))].flatMap((packet) => packetRow(packet, truth, bothWays));

  const anchor = Math.floor(rows[0].timeUs / 1e6) - BOOT_S;
  const lines = rows.map(({ timeUs, uid, out, transport, local, remote, bytes }) =>
    [
      Math.round(timeUs - anchor * 1e6) * 1000,
      0,
      'dev0',
      out ? 'Transmitted' : 'Received',
      1,
      bytes,
      `IPPROTO_${transport.toUpperCase()}`,
      uid,
      local,
      remote,
    ].join(','),
  );
  return `### ${anchor + BOOT_S} boot=${BOOT_S}\n${PERFETTO_COLUMNS}\n${lines.join('\n')}\n`;
}

/** How long the device had been up. */
const BOOT_S = 5000;
const PERFETTO_COLUMNS =
  'ts,dur,iface,direction,packet_count,packet_length,packet_transport,socket_uid,local_port,remote_port';

function packetRow(packet, truth, bothWays) {
  const { timeUs, transport, from, to, bytes } = packet;
  for (const out of bothWays ? [true, false] : [true]) {
    const [local, remote] = out ? [from, to] : [to, from];
    const row = ownerOf(truth, `${transport} ${local} ${remote}`, timeUs);
    if (row === undefined) continue;
    const [localPort, remotePort] = [local, remote].map((end) => Number(end.slice(end.lastIndexOf(':') + 1)));
    return [{ timeUs, uid: row.uid, out, transport, local: localPort, remote: remotePort, bytes }];
  }
  return [];
}

const byTuple = new WeakMap();
/** A packet that arrives when the socket has sent its last is still the socket's. */
const LATE_US = 1e6;

function ownerOf(truth, tuple, timeUs) {
  let index = byTuple.get(truth);
  if (index === undefined) {
    index = new Map();
    for (const row of truth) index.set(row.tuple, [...(index.get(row.tuple) ?? []), row]);
    byTuple.set(truth, index);
  }
  const rows = index.get(tuple) ?? [];
  return rows.findLast(({ firstUs, lastUs }) => firstUs - 1000 <= timeUs && timeUs <= lastUs + LATE_US);
}

/** As the network log of a device owner tells of a connection: who, when and where to, in milliseconds. */
function connectEvent({ destination, firstUs, uid }) {
  const [transport, endpoint] = destination.split(' ');
  if (transport !== 'tcp') return [];
  const colon = endpoint.lastIndexOf(':');
  const event = {
    schema: 'cipherscope.socket/1',
    '@timestamp': new Date(firstUs / 1000).toISOString(),
    'event.action': 'connect',
    'destination.ip': endpoint.slice(0, colon),
    'destination.port': Number(endpoint.slice(colon + 1)),
    'android.uid': uid,
  };
  return [`${JSON.stringify(event)}\n`];
}
