// Polled copies of /proc/net/{tcp,tcp6,udp,udp6}: `### EPOCH` starts a snapshot, `# tcp` or a header row a table; a bare concatenation
// works too. IPv6 is told by width. TIME_WAIT and orphaned rows print uid 0 and inode 0, which names nobody: they are never root's.

import { procNetIp } from './canonical-ip.ts';
import type { ImportContext, Importer, LineReader, Rejection } from './importer.ts';
import type { SocketTransport } from './telemetry-event.ts';
import { readTimestamp } from './timestamp.ts';
import { parseUid } from './uid.ts';

export const procnetImporter = {
  format: 'procnet',
  summary: 'Timestamped copies of /proc/net/tcp, tcp6, udp and udp6; snapshots become intervals, one for each inode.',
  yields: ['socket owners'],
  source:
    'adb exec-out \'while :; do echo "### $(date +%s.%N)"; for f in tcp tcp6 udp udp6; do echo "# $f"; cat /proc/net/$f; done; sleep 0.5; done\'',
  sniff: (firstLines) =>
    firstLines.some((line) => TABLE_HEADER.test(line.slice(0, 200))) ? 0.95 : firstLines.some(isSnapshotLine) ? 0.6 : 0,
  open: (context) => readProcnet(context),
} as const satisfies Importer;

const TABLE_HEADER = /^\s*sl\s+local_address\s+rem(?:ote)?_address\s+st\b/;
const SECTION = /^#\s*(tcp|udp|icmp|raw)(6?)\b/;
const MAX_LINE = 4096;

function isSnapshotLine(line: string): boolean {
  return /^###\s+\d{6,}/.test(line.slice(0, 80));
}

function readProcnet(context: ImportContext): LineReader {
  let timeUs: number | undefined;
  let timeNs: number | undefined;
  let timed = false;
  let transport: SocketTransport | 'skipped' | undefined;
  return {
    line(text, number) {
      if (text.length > MAX_LINE) return `is longer than ${MAX_LINE} characters`;
      if (text.startsWith('###')) return readSnapshot(text);
      const section = SECTION.exec(text);
      if (section !== null) {
        transport = transportOf(section[1], section[2] === '6');
        return undefined;
      }
      if (TABLE_HEADER.test(text)) {
        // Only the UDP tables have `ref pointer drops`. A named section above the header is believed, a bare header decides alone.
        if (/\bdrops\s*$/.test(text)) transport = transport === undefined || transport === 'tcp' ? 'udp' : transport;
        else if (transport !== 'skipped') transport = 'tcp';
        return undefined;
      }
      const trimmed = text.trim();
      if (trimmed === '' || trimmed.startsWith('#')) return undefined;
      return readRow(trimmed, number);
    },
  };

  function readSnapshot(text: string): Rejection | undefined {
    const stamp = text.slice(3).trim().split(/\s+/)[0] ?? '';
    // toybox without %N prints the format itself behind the point.
    const time = readTimestamp(/^\d+\.\D/.test(stamp) ? stamp.slice(0, stamp.indexOf('.')) : stamp, context);
    transport = undefined;
    timed = true;
    timeUs = time.ok ? time.us : undefined;
    timeNs = time.ok ? time.ns : undefined;
    if (!time.ok) return time.naive ? { naive: true, reason: time.reason } : time.reason;
    context.poll(time.us);
    return undefined;
  }

  function readRow(text: string, number: number): Rejection | undefined {
    if (transport === 'skipped') return undefined;
    if (timed && timeUs === undefined) return 'belongs to a snapshot whose time could not be read';
    if (transport === undefined) return 'belongs to no table: neither a "# tcp" line nor a header row precedes it';
    const row = parseProcnetRow(text);
    if (typeof row === 'string') return row;
    // One literal, no spread: this runs once for each row of each poll.
    context.emit({
      action: 'socket_snapshot',
      dataset: 'procnet',
      line: number,
      timeUs,
      timeNs,
      transport,
      localIp: row.localIp,
      localPort: row.localPort,
      remoteIp: row.remoteIp,
      remotePort: row.remotePort,
      state: row.state,
      uid: row.uid,
      inode: row.inode,
      ownerless: row.ownerless,
      closed: row.state === 'TIME_WAIT' ? true : undefined,
      keptUs: row.keptUs,
      vantage: 'socket',
    });
    return undefined;
  }
}

interface ProcnetRow {
  readonly localIp: string;
  readonly localPort: number;
  readonly remoteIp: string;
  readonly remotePort: number;
  readonly state: string;
  readonly uid: number | undefined;
  readonly inode: string | undefined;
  readonly ownerless: true | undefined;
  readonly keptUs: number | undefined;
}

/** Fields by whitespace, not by column: wide values move the columns. */
function parseProcnetRow(text: string): ProcnetRow | string {
  const fields = text.split(/\s+/);
  if (fields.length < 4 || !/^\d+:$/.test(fields[0])) return 'is no row of a /proc/net table';
  const local = endpoint(fields[1]);
  const remote = endpoint(fields[2]);
  if (local === undefined || remote === undefined)
    return `${JSON.stringify(fields[local === undefined ? 1 : 2].slice(0, 60))} is no address and port in hex`;
  const state = STATES.get(fields[3].toUpperCase());
  if (state === undefined) return `state ${JSON.stringify(fields[3].slice(0, 10))} is unknown`;
  const uid = fields[7] === undefined ? undefined : parseUid(fields[7]);
  const inode = fields[9] !== undefined && /^\d{1,20}$/.test(fields[9]) ? fields[9] : undefined;
  if (uid === undefined && !HALF_OPEN.has(state))
    return fields[7] === undefined ? 'ends before its uid' : `uid ${JSON.stringify(fields[7].slice(0, 20))} is no UID`;
  const ownerless = uid === undefined || state === 'TIME_WAIT' || (uid === 0 && inode === '0') || HALF_OPEN.has(state);
  return {
    localIp: local.ip,
    localPort: local.port,
    remoteIp: remote.ip,
    remotePort: remote.port,
    state,
    uid: ownerless ? undefined : uid,
    inode: ownerless || inode === '0' ? undefined : inode,
    ownerless: ownerless ? true : undefined,
    keptUs: state === 'TIME_WAIT' ? timeWaitLeftUs(fields[5]) : undefined,
  };
}

/** The timer of TIME_WAIT is number 3, its remaining time in ticks of USER_HZ: 1/100 s on every architecture (get_timewait4_sock, Linux). */
function timeWaitLeftUs(timer: string | undefined): number | undefined {
  const ticks = /^03:([0-9A-Fa-f]{8})$/.exec(timer ?? '')?.[1];
  return ticks === undefined ? undefined : Number.parseInt(ticks, 16) * 10_000;
}

function endpoint(text: string): { ip: string; port: number } | undefined {
  const colon = text.indexOf(':');
  if (colon !== text.length - 5 || !/^[0-9A-Fa-f]{4}$/.test(text.slice(colon + 1))) return undefined;
  const ip = procNetIp(text.slice(0, colon));
  return ip === undefined ? undefined : { ip, port: Number.parseInt(text.slice(colon + 1), 16) };
}

/** Raw sockets have no ports to join on. */
function transportOf(name: string, v6: boolean): SocketTransport | 'skipped' {
  if (name === 'tcp' || name === 'udp') return name;
  return name === 'icmp' ? (v6 ? 'ipv6-icmp' : 'icmp') : 'skipped';
}

/** include/net/tcp_states.h */
const STATES: ReadonlyMap<string, string> = new Map([
  ['01', 'ESTABLISHED'],
  ['02', 'SYN_SENT'],
  ['03', 'SYN_RECV'],
  ['04', 'FIN_WAIT1'],
  ['05', 'FIN_WAIT2'],
  ['06', 'TIME_WAIT'],
  ['07', 'CLOSE'],
  ['08', 'CLOSE_WAIT'],
  ['09', 'LAST_ACK'],
  ['0A', 'LISTEN'],
  ['0B', 'CLOSING'],
  ['0C', 'NEW_SYN_RECV'],
]);
/** Request sockets: the kernel may print them without an owner, or with the listener's. */
const HALF_OPEN: ReadonlySet<string> = new Set(['SYN_RECV', 'NEW_SYN_RECV', 'TIME_WAIT']);
