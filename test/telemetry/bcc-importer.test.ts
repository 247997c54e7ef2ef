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

const shared = sharedFolder('telemetry/bcc-tcpconnect_example.txt');
it.skipIf(shared === undefined)('the headers of the published examples are recognised', () => {
  for (const name of ['bcc-tcpconnect_example.txt', 'bcc-tcplife_example.txt']) {
    const text = readFileSync(sharedFolder(`telemetry/${name}`) as string, 'utf8');
    expect(bccImporter.sniff(text.split('\n'))).toBeGreaterThan(0.9);
  }
  expect(bccImporter.sniff(['PID of COMM'])).toBe(0);
});
