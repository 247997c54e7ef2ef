// The committed demo must agree with itself: what the kernel said (truth.tsv), what the polls saw, what the hooks logged and what is in the capture.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const demo = (name: string) => fileURLToPath(new URL(`../../captures/demo/${name}`, import.meta.url));
const linesOf = (name: string) => readFileSync(demo(name), 'utf8').trimEnd().split('\n');

const RESOLVER_UID = 1051;
const TIME_WAIT = '06';
/** A socket exists a little before its first packet and after its last, but a poll takes a while, too. */
const POLL_SLACK_MS = 50;

interface TruthRow {
  tuple: string;
  local: string;
  transport: string;
  remoteIp: string;
  firstMs: number;
  lastMs: number;
  uid: number;
  intended: string;
}

interface SocketRow {
  tuple: string;
  local: string;
  isConnected: boolean;
  state: string;
  uid: number;
}

const truth = readTruth();
const polls = readPolls();

describe('the demo capture', () => {
  it('is small enough to be committed', () => {
    expect(statSync(demo('demo.pcapng')).size).toBeLessThan(400_000);
    expect(statSync(demo('logs/procnet.log')).size + statSync(demo('logs/packages.txt')).size).toBeLessThan(300_000);
    expect(statSync(demo('logs/crypto.ndjson')).size).toBeLessThan(100_000);
  });

  it('holds every class of flow that the lab is meant to show', () => {
    expect([...new Set(truth.map((row) => row.intended))].sort()).toEqual([
      'cleartext',
      'compressed',
      'custom',
      'embedded',
      'standard',
    ]);
    expect(truth.some((row) => row.remoteIp.includes(':'))).toBe(true);
    expect(truth.filter((row) => row.uid === 10103).length).toBeGreaterThanOrEqual(12);
  });

  it('shows one five-tuple that two UIDs used one after the other', () => {
    const reused = truth.filter((row) => row.local === '10.0.2.15:40077');
    expect(reused.map((row) => row.uid)).toEqual([10107, 10110]);
    expect(reused[0]!.tuple).toBe(reused[1]!.tuple);
    expect(reused[0]!.lastMs).toBeLessThan(reused[1]!.firstMs);
  });

  it('has packets and ends cleanly, says capinfos', (context) => {
    context.skip(!isInstalled('capinfos'), 'capinfos is not installed');
    const table = execFileSync('capinfos', ['-T', '-m', '-r', '-c', '-E', demo('demo.pcapng')], { encoding: 'utf8' });
    const [, encapsulation, packets] = table.trim().split(',');
    expect(encapsulation).toBe('ether');
    expect(Number(packets)).toBeGreaterThan(500);
  });

  it('holds exactly the TCP connections and UDP conversations of the truth, says tshark', (context) => {
    context.skip(!isInstalled('tshark'), 'tshark is not installed');
    const opened = tuplesInCapture('tcp.flags.syn == 1 && tcp.flags.ack == 0', 'tcp');
    expect(opened.sort()).toEqual(truth.flatMap((row) => (row.transport === 'tcp' ? [row.tuple] : [])).sort());
    const sent = new Set(tuplesInCapture('udp && ip.src == 10.0.2.15', 'udp'));
    expect([...sent].sort()).toEqual(truth.flatMap((row) => (row.transport === 'udp' ? [row.tuple] : [])).sort());
  });
});

describe('the socket polls', () => {
  it('list every socket that was open during a poll, with the owner that the kernel named', () => {
    const seen = truth.filter((row) => row.lastMs - row.firstMs > 2 * POLL_SLACK_MS && pollsDuring(row).length > 0);
    expect(seen.length).toBeGreaterThan(30);
    for (const row of seen) {
      const owners = new Set(pollsDuring(row).flatMap((poll) => ownersIn(poll, row)));
      expect([...owners], row.tuple).toEqual([row.uid]);
    }
  });

  it('list nothing that the kernel does not know', () => {
    const owned = polls.flatMap((poll) => poll.rows).filter((row) => row.uid !== 0);
    expect(owned.length).toBeGreaterThan(500);
    for (const row of owned) {
      const match = truth.find((known) => known.uid === row.uid && isSameSocket(row, known));
      expect(match, `${row.tuple} of UID ${row.uid}`).toBeDefined();
    }
  });

  it('show what makes them hard to read: TIME_WAIT without an owner, mapped addresses, an unconnected UDP socket', () => {
    const rows = polls.flatMap((poll) => poll.rows);
    expect(rows.filter((row) => row.state === TIME_WAIT).every((row) => row.uid === 0)).toBe(true);
    expect(rows.some((row) => row.state === TIME_WAIT)).toBe(true);
    expect(rows.some((row) => !row.isConnected && row.uid === 10109)).toBe(true);
    expect(readFileSync(demo('logs/procnet.log'), 'latin1')).toContain('0000000000000000FFFF00000F02000A:');
  });
});

describe('the other logs', () => {
  it('name a package for every UID but the resolver, which has none', () => {
    const packages = new Map<number, string[]>();
    for (const line of linesOf('logs/packages.txt')) {
      const [, name, uid] = /^package:(\S+) uid:(\d+)$/.exec(line) ?? [];
      expect(name, line).toBeDefined();
      packages.set(Number(uid), [...(packages.get(Number(uid)) ?? []), name!]);
    }
    const unnamed = new Set(truth.map((row) => row.uid).filter((uid) => !packages.has(uid)));
    expect([...unnamed]).toEqual([RESOLVER_UID]);
  });

  it('tell of ciphertexts that really went over the wire, raw or as base64', () => {
    const capture = readFileSync(demo('demo.pcapng'));
    const events = linesOf('logs/crypto.ndjson').map((line) => JSON.parse(line));
    const outputs = events.filter((event) => event['crypto.output.prefix'] !== undefined);
    expect(outputs.length).toBeGreaterThan(50);
    expect(new Set(events.map((event) => event['android.uid']))).toEqual(new Set([10103, 10105]));
    for (const event of outputs) {
      const prefix = Buffer.from(event['crypto.output.prefix'], 'hex');
      expect(prefix.length).toBeLessThanOrEqual(32);
      // 30 of 32 bytes: what fills whole groups of base64.
      const isOnWire = capture.includes(prefix) || capture.includes(prefix.subarray(0, 30).toString('base64'));
      expect(isOnWire, JSON.stringify(event)).toBe(true);
    }
  });

  it('hold no key, no plaintext and nothing about the outputs of key agreement', () => {
    for (const line of linesOf('logs/crypto.ndjson')) {
      const event = JSON.parse(line);
      if (event['event.action'] === 'key_agreement') expect(line).not.toContain('crypto.output');
      expect(line).not.toMatch(/PRIVATE KEY|crypto\.(input\.sha256|input\.prefix|key\.(value|bytes))/);
    }
  });
});

function readTruth(): TruthRow[] {
  const [header, ...rows] = linesOf('truth.tsv').map((line) => line.split('\t'));
  const column = (cells: string[], name: string) => cells[header!.indexOf(name)]!;
  return rows.map((cells) => {
    const of = (name: string) => column(cells, name);
    const local = `${of('local_ip')}:${of('local_port')}`;
    return {
      tuple: `${of('transport')} ${local} ${of('remote_ip')}:${of('remote_port')}`,
      local,
      transport: of('transport'),
      remoteIp: of('remote_ip'),
      firstMs: Date.parse(of('first')),
      lastMs: Date.parse(of('last')),
      uid: Number(of('uid')),
      intended: of('class'),
    };
  });
}

function readPolls(): { atMs: number; rows: SocketRow[] }[] {
  const found: { atMs: number; rows: SocketRow[] }[] = [];
  let transport = '';
  for (const line of linesOf('logs/procnet.log')) {
    const poll = /^### (\d+\.\d+) boot=\d+\.\d+$/.exec(line);
    const table = /^# (tcp|udp)6?$/.exec(line);
    if (poll !== null) found.push({ atMs: Number(poll[1]) * 1000, rows: [] });
    else if (table !== null) transport = table[1]!;
    else if (!line.includes('local_address')) found.at(-1)!.rows.push(readRow(line, transport));
  }
  return found;
}

function readRow(line: string, transport: string): SocketRow {
  const cells = line.trim().split(/\s+/);
  const [local, remote] = [endpoint(cells[1]!), endpoint(cells[2]!)];
  const isConnected = !remote.endsWith(':0');
  return {
    tuple: `${transport} ${local} ${remote}`,
    local,
    isConnected,
    state: cells[3]!,
    uid: Number(cells[7]),
  };
}

/** Every 32-bit word of the address is printed as a little-endian number; ports are plain. */
function endpoint(text: string): string {
  const [address, port] = text.split(':') as [string, string];
  const words = address.match(/.{8}/g)!.map((word) => Buffer.from(word, 'hex').reverse());
  const bytes = Buffer.concat(words);
  return `${addressText(bytes)}:${Number.parseInt(port, 16)}`;
}

function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.toString('hex').startsWith('00000000000000000000ffff')) return bytes.subarray(12).join('.');
  return new URL(`http://[${bytes.toString('hex').match(/.{4}/g)!.join(':')}]`).hostname.slice(1, -1);
}

function pollsDuring({ firstMs, lastMs }: TruthRow) {
  return polls.filter(({ atMs }) => atMs > firstMs + POLL_SLACK_MS && atMs < lastMs - POLL_SLACK_MS);
}

function ownersIn(poll: { rows: SocketRow[] }, known: TruthRow): number[] {
  return poll.rows.filter((row) => row.state !== TIME_WAIT && isSameSocket(row, known)).map((row) => row.uid);
}

function isSameSocket(row: SocketRow, known: TruthRow): boolean {
  if (row.isConnected) return row.tuple === known.tuple;
  return known.transport === 'udp' && row.local.split(':').at(-1) === known.local.split(':').at(-1);
}

function tuplesInCapture(filter: string, transport: 'tcp' | 'udp'): string[] {
  const fields = ['ip.src', 'ipv6.src', `${transport}.srcport`, 'ip.dst', 'ipv6.dst', `${transport}.dstport`];
  const args = [
    '-n',
    '-r',
    demo('demo.pcapng'),
    '-Y',
    filter,
    '-T',
    'fields',
    ...fields.flatMap((field) => ['-e', field]),
  ];
  const lines = execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [from, from6, fromPort, to, to6, toPort] = line.split('\t');
      return `${transport} ${from || from6}:${fromPort} ${to || to6}:${toPort}`;
    });
}

function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version']).error === undefined;
}
