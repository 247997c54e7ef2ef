import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { readTelemetry } from '../../src/telemetry/telemetry-reader.ts';
import { sharedFolder } from '../support/shared.ts';
import { at, flowOf, LOCAL_IP } from './telemetry-fixture.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cipherscope-join-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const flows = Array.from({ length: 8 }, (_, i) =>
  flowOf({ orig: { ip: LOCAL_IP, port: 40001 + i }, startUs: at(10 + 10 * i), endUs: at(12 + 10 * i) }),
);
const HEADER = 'ts,action,end,proto,laddr,lport,raddr,rport,uid';
const csv = (shiftSeconds: number) =>
  [
    HEADER,
    ...flows.map(
      ({ orig, startUs, endUs }) =>
        `${startUs + shiftSeconds * 1e6},socket_open,${endUs + shiftSeconds * 1e6},tcp,${LOCAL_IP},${orig.port},203.0.113.7,8443,10234`,
    ),
  ].join('\n');

it('a log an hour off is aligned, joined, and its manifest row says by how much', async () => {
  const telemetry = await readTelemetry([
    write('a.csv', csv(3600)),
    write('p.txt', 'package:com.example.app uid:10234\nbroken\n'),
  ]);
  const { outcomes, clocks, files, turnedLogs, scansCut } = joinTelemetry(flows, telemetry);
  expect(outcomes.map((outcome) => 'app' in outcome && [outcome.app.packages[0], outcome.app.tier])).toEqual(
    flows.map(() => ['com.example.app', 'A']),
  );
  expect(clocks).toHaveLength(1);
  expect(files).toEqual([
    {
      file: 'a.csv',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      format: 'socket',
      records: 8,
      rejected: 0,
      rejected_lines: [],
      clock: { offset_ms: 3_600_000, residual_ms: 0, method: 'syn-median', pairs: 8 },
    },
    {
      file: 'p.txt',
      sha256: expect.any(String),
      format: 'pm-list',
      records: 1,
      rejected: 1,
      rejected_lines: [{ line: 2, reason: 'does not begin with "package:"' }],
      clock: { offset_ms: 0, method: 'not_used', pairs: 0 },
    },
  ]);
  expect([turnedLogs, scansCut]).toEqual([[], 0]);
});

it('the same telemetry joins several captures, each with clocks of its own', async () => {
  const telemetry = await readTelemetry([write('b.csv', csv(-7))]);
  const later = flows.map((flow) => ({ ...flow, startUs: flow.startUs + 5e6, endUs: flow.endUs + 5e6 }));
  expect(joinTelemetry(flows, telemetry).clocks[0].offsetMs).toBe(-7000);
  expect(joinTelemetry(later, telemetry).clocks[0].offsetMs).toBe(-12_000);
  expect(joinTelemetry(flows, telemetry).clocks[0].offsetMs).toBe(-7000);
});

it('options reach the join', async () => {
  const telemetry = await readTelemetry([write('c.csv', csv(0))]);
  expect(joinTelemetry(flows, telemetry, { clockOffsetMs: 500_000 }).files[0].clock).toEqual({
    offset_ms: 500_000,
    method: 'flag',
    pairs: 0,
  });
  expect(
    joinTelemetry([flowOf({ orig: { ip: LOCAL_IP, port: 1 } })], telemetry, { assumeUid: 10301 }).outcomes,
  ).toMatchObject([{ app: { uid: 10301, tier: 'H' } }]);
  expect(joinTelemetry(flows, telemetry, { vpnOwnerUid: 10234 }).outcomes[0]).toHaveProperty('missing');
});

const shared = sharedFolder('telemetry/synthetic');
it.skipIf(shared === undefined)('the sample logs attribute the flows of the sample captures', async () => {
  const telemetry = await readTelemetry([shared as string]);
  const local = '10.215.173.1';
  const { outcomes } = joinTelemetry(
    [
      flowOf({ orig: { ip: local, port: 40001 }, startUs: at(1), endUs: at(1.03) }),
      flowOf({
        orig: { ip: local, port: 40002 },
        resp: { ip: '203.0.113.7', port: 443 },
        startUs: at(1.2),
        endUs: at(1.2),
      }),
      flowOf({
        transport: 'udp',
        orig: { ip: local, port: 5353 },
        resp: { ip: '10.215.173.2', port: 53 },
        startUs: at(1.1),
        endUs: at(1.1),
        synSeen: false,
      }),
    ],
    telemetry,
  );
  expect(outcomes).toMatchObject([
    { app: { uid: 10234, packages: ['com.example.suspect'], tier: 'A', level: 'exact' } },
    { app: { uid: 10301, tier: 'A', level: 'exact' } },
    { app: { uid: 1051, tier: 'D', flags: ['dns-delegated'] } },
  ]);
});

it('a network log that names packages alone has their UIDs from the process starts beside it', async () => {
  const [flow] = flows;
  const ms = Math.round(flow.startUs / 1000);
  const line = (event: object) => JSON.stringify(event);
  const connect = line({
    connect_event: { event_time: ms, ip_address: '/203.0.113.7', port: 8443, package_name: 'com.example.app' },
  });
  const start = line({
    security_event: {
      event_time: ms * 1e6,
      app_process_start: { process: 'com.example.app', start_time: ms, uid: 10234, pid: 77, seinfo: '', sha256: '' },
    },
  });
  const both = await readTelemetry([write('both.ndjson', `${connect}\n${start}\n`)]);
  expect(joinTelemetry([flow], both).outcomes).toMatchObject([
    { app: { uid: 10234, packages: ['com.example.app'], tier: 'F' } },
  ]);
  const alone = await readTelemetry([write('alone.ndjson', `${connect}\n`)]);
  expect(joinTelemetry([flow], alone).outcomes).toMatchObject([
    { cause: 'no log tells the UID of the package that its row names' },
  ]);
});
