import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bccImporter } from '../../src/telemetry/bcc-importer.ts';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { sharedFolder } from '../support/shared.ts';
import { at, flowOf, importText, readLogs } from './telemetry-fixture.ts';

const CONNECT = `### 1767225600
TIME(s)  UID   PID    COMM         IP SADDR            LPORT  DADDR            DPORT
10.000   10234 4211   e.suspect    4  10.0.2.15        40001  203.0.113.7      8443
`;
const LIFE = `### 1767225600
TIME,TIME(s),PID,COMM,IP,LADDR,LPORT,RADDR,RPORT,TX_KB,RX_KB,MS
00:00:12,12.000000,4211,e.suspect,4,10.0.2.15,40001,203.0.113.7,8443,0,0,2000.00
`;

describe('tcpconnect', () => {
  it('gives connects with UID, placed by the mark', () => {
    expect(importText(bccImporter, CONNECT).sockets).toMatchObject([
      {
        action: 'socket_open',
        timeUs: at(10),
        localPort: 40001,
        remoteIp: '203.0.113.7',
        remotePort: 8443,
        uid: 10234,
        pid: 4211,
      },
    ]);
    expect(importText(bccImporter, CONNECT.slice(CONNECT.indexOf('TIME'))).rejected[0].reason).toContain('### EPOCH');
  });
});

describe('tcplife', () => {
  it('gives lives, whose owner is the process that bore the id then', async () => {
    expect(importText(bccImporter, LIFE).sockets).toMatchObject([
      { startUs: at(10), endUs: at(12), pid: 4211, uid: undefined },
    ]);
    const telemetry = await readLogs({
      'life.csv': LIFE,
      'events.log':
        '1767225605.000  1000  1409  4452 I am_proc_start: [0,4211,10234,com.example.suspect,service,{x}]\n',
    });
    expect(joinTelemetry([flowOf()], telemetry).outcomes[0]).toMatchObject({ app: { uid: 10234, tier: 'A' } });
  });
});

it('names of threads may have spaces', () => {
  const sockets = [CONNECT, LIFE].flatMap(
    (log) => importText(bccImporter, log.replace('e.suspect', 'OkHttp a.b c')).sockets,
  );
  expect(sockets).toMatchObject([
    { localPort: 40001, remotePort: 8443, uid: 10234, pid: 4211 },
    { localPort: 40001, remotePort: 8443, startUs: at(10), endUs: at(12), pid: 4211 },
  ]);
  const prose = `${CONNECT}This traces attempted connections: these may have failed while tracing.\n`;
  expect(importText(bccImporter, prose).rejected[0]?.reason).toContain('has 10 fields');
});

it('damaged rows are rejected', () => {
  const head = CONNECT.split('\n').slice(0, 2).join('\n');
  const reason = (row: string) => importText(bccImporter, `${head}\n${row}`).rejected[0]?.reason;
  expect(reason('1 2 3')).toContain('has 3 fields');
  expect(reason('1.0 10234 1 x 4 10.0.2 40001 1.2.3.4 80')).toContain('endpoint');
  expect(importText(bccImporter, 'hello').rejected[0].reason).toBe('comes before the header');
});

describe('what options change', () => {
  // As the tools print it (their published examples and print statements), with other addresses.
  const MARK = '### 1767225600\n';
  const places = (text: string, options = {}) =>
    importText(bccImporter, MARK + text, options).sockets.map(
      ({ dataset, timeUs, localPort, remoteIp, remotePort, uid, pid }) => ({
        dataset,
        timeUs,
        localPort,
        remoteIp,
        remotePort,
        uid,
        pid,
      }),
    );

  it('tcpconnect -d: the query is the rest of the line', () => {
    const log = `Tracing connect ... Hit Ctrl-C to end
TIME(s)  UID   PID    COMM         IP SADDR            DADDR            DPORT  QUERY
0.000    10234 1469   curl         4  10.201.219.236   54.245.105.25    80     www.domain.com (123.342ms)
1.000    10234 1469   OkHttp 4 b   4  10.201.219.236   54.67.101.145    80     No DNS Query
2.000    10234 2015   ssh          6  fe80::2000:bff:fe82:3ac fe80::2000:bff:fe82:3ac 22    anotherhost.org
3.000    10234 2016   ssh          4  10.201.219.236   54.67.101.146    22     \n`;
    expect(bccImporter.sniff(log.split('\n'))).toBeGreaterThan(0.9);
    expect(importText(bccImporter, MARK + log).rejected).toEqual([]);
    const common = { dataset: 'bcc.tcpconnect', localPort: 0, uid: 10234 };
    expect(places(log)).toEqual([
      { ...common, timeUs: at(0), remoteIp: '54.245.105.25', remotePort: 80, pid: 1469 },
      { ...common, timeUs: at(1), remoteIp: '54.67.101.145', remotePort: 80, pid: 1469 },
      { ...common, timeUs: at(2), remoteIp: 'fe80::2000:bff:fe82:3ac', remotePort: 22, pid: 2015 },
      { ...common, timeUs: at(3), remoteIp: '54.67.101.146', remotePort: 22, pid: 2016 },
    ]);
  });

  it('tcpconnect -ts of libbpf-tools: SPORT stands behind the address', () => {
    const log = `TIME(s)  PID    COMM         IP SADDR            DADDR            SPORT DPORT
0.000    1469   curl,x       4  10.0.2.15        203.0.113.7      40001 8443\n`;
    expect(places(log)).toMatchObject([{ localPort: 40001, remotePort: 8443, pid: 1469, timeUs: at(0) }]);
  });

  it('tcpaccept -t: the local side was called', () => {
    const log = `TIME(s)  PID     COMM         IP RADDR            RPORT LADDR            LPORT
0.992    907     sshd         4  203.0.113.7      54321 10.0.2.15        22   \n`;
    expect(places(log)).toMatchObject([
      { dataset: 'bcc.tcpaccept', localPort: 22, remoteIp: '203.0.113.7', remotePort: 54321, pid: 907 },
    ]);
  });

  it('tcplife -w and without it, with -t', () => {
    for (const [head, version] of [
      [
        'TIME(s)   PID   COMM             IP LADDR                      LPORT RADDR                      RPORT  TX_KB  RX_KB MS',
        '4',
      ],
      ['TIME(s)   PID   COMM       LADDR           LPORT RADDR           RPORT TX_KB RX_KB MS', ''],
    ])
      expect(
        places(`${head}\n2.000000  4211  a b ${version}  10.0.2.15  40001 203.0.113.7  8443  0  0 1000.00\n`),
      ).toMatchObject([{ dataset: 'bcc.tcplife', timeUs: at(1), localPort: 40001, remotePort: 8443, pid: 4211 }]);
  });

  it('tcplife -T: a time of day, which libbpf-tools calls TIME(s), in the zone of the device', () => {
    const rows = (
      name: string,
    ) => `${name}  PID     COMM             LADDR           LPORT RADDR           RPORT TX_KB  RX_KB  MS
00:59:58 4211    e.suspect        10.0.2.15       40001 203.0.113.7     8443  0.50   0.25   1000.00
23:59:59 4211    e.suspect        10.0.2.15       40001 203.0.113.7     8443  0.50   0.25   1000.00
00:00:01 4211    e.suspect        10.0.2.15       40001 203.0.113.7     8443  0.50   0.25   1000.00\n`;
    for (const name of ['TIME(s) ', 'TIME    ']) {
      // The mark is 01:00 in Berlin; the second row is nearer to the first than that of the next evening.
      expect(places(rows(name), { deviceTz: 'Europe/Berlin' })).toMatchObject([
        { timeUs: at(-3) },
        { timeUs: at(-3602) },
        { timeUs: at(-3600) },
      ]);
      expect(importText(bccImporter, MARK + rows(name)).rejected[0]?.reason).toContain('--device-tz');
    }
    expect(importText(bccImporter, rows('TIME    '), { deviceTz: 'UTC' }).rejected[0]?.reason).toContain('### EPOCH');
  });

  it('tcplife -tT without a mark: the time of day counts', () => {
    const rows = LIFE.slice(LIFE.indexOf('TIME,'));
    const taken = { deviceTz: 'UTC', nearUs: at(0) };
    expect(importText(bccImporter, rows, taken).sockets).toMatchObject([{ startUs: at(10), endUs: at(12) }]);
  });

  it('the bpftrace tools: a time of day, and a backlog behind the rest', () => {
    const log = `Attaching 2 probes...
Tracing TCP accepts. Hit Ctrl-C to end.
TIME     PID    COMM           RADDR                                   RPORT LADDR                                   LPORT BL
00:34:19 4211   nc             203.0.113.7                             54321 10.0.2.15                               22    0/128
`;
    expect(bccImporter.sniff(log.split('\n'))).toBeGreaterThan(0.9);
    expect(importText(bccImporter, MARK + log, { deviceTz: 'UTC' })).toMatchObject({
      rejected: [],
      sockets: [{ timeUs: at(34 * 60 + 19), localPort: 22, remoteIp: '203.0.113.7', remotePort: 54321, pid: 4211 }],
    });
  });

  it('tcpconnect -c counts, which tells nobody’s sockets', () => {
    for (const head of ['LADDR  RADDR  RPORT  CONNECTS  ', 'LADDR  RADDR  LPORT  RPORT  CONNECTS']) {
      const log = `Tracing connect ... Hit Ctrl-C to end\n^C\n${head}\n10.0.2.15  203.0.113.7  8443  17\n`;
      expect(bccImporter.sniff(log.split('\n'))).toBeGreaterThan(0.9);
      expect(importText(bccImporter, MARK + log)).toMatchObject({
        sockets: [],
        rejected: [{ reason: 'counts connections and says neither when they were nor whose: run without -c' }],
      });
    }
  });

  it('what a tool says that it lost is a gap', () => {
    for (const [line, cause] of [
      ['Possibly lost 2 samples', 'says itself that it lost 2 events'],
      ['Lost 1 events on CPU #3!', 'says itself that it lost 1 event'],
    ])
      expect(importText(bccImporter, `${CONNECT}${line}\n`)).toMatchObject({ gaps: [{ cause }], rejected: [] });
  });

  it('rows without any time say which option prints one', () => {
    const log = `PID    COMM         IP SADDR            DADDR            DPORT
1479   telnet       4  127.0.0.1        127.0.0.1        23\n`;
    expect(importText(bccImporter, MARK + log).rejected[0]?.reason).toBe('has no time: run with -t');
  });
});

const shared = sharedFolder('telemetry/bcc-tcpconnect_example.txt');
it.skipIf(shared === undefined)('every row of the published examples fits its header', () => {
  for (const name of ['bcc-tcpconnect_example.txt', 'bcc-tcplife_example.txt']) {
    const text = readFileSync(sharedFolder(`telemetry/${name}`) as string, 'utf8');
    expect(bccImporter.sniff(text.split('\n'))).toBeGreaterThan(0.9);
    for (const block of text.split('\n\n')) {
      const lines = block.split('\n').filter((line) => !line.startsWith('#'));
      if (bccImporter.sniff(lines.slice(0, 1)) === 0) continue;
      // Examples without -t have no times, and that is all that is wrong with them.
      const { sockets, rejected } = importText(
        bccImporter,
        `### 1767225600\n${lines.filter((line) => line !== '[...]').join('\n')}`,
      );
      expect(rejected.filter(({ reason }) => reason !== 'has no time: run with -t')).toEqual([]);
      expect(sockets.length + rejected.length).toBe(lines.filter((line) => line !== '[...]').length - 1);
    }
  }
  expect(bccImporter.sniff(['PID of COMM'])).toBe(0);
});
