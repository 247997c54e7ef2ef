import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { intrusionLogImporter } from '../../src/telemetry/intrusion-log-importer.ts';
import { sharedFolder } from '../support/shared.ts';
import { at, importText, readLogs } from './telemetry-fixture.ts';

const read = (...lines: object[]) =>
  importText(intrusionLogImporter, lines.map((line) => JSON.stringify(line)).join('\n'));
const security = (ns: string, fields: string) => `{"security_event":{"event_time":${ns},${fields}}}`;

describe('times', () => {
  it('are ms for the network and ns for security in one file, to the last digit', () => {
    const text = `${JSON.stringify({ connect_event: { event_time: 1767225601000, ip_address: '/203.0.113.7', port: 443, package_name: 'a.b' } })}
${security('1767225602000000123', '"key_generated":{"success":true,"key_id":"k","uid":10234}')}`;
    const { sockets, crypto } = importText(intrusionLogImporter, text);
    expect(sockets[0]).toMatchObject({ timeUs: at(1) });
    expect(crypto[0]).toMatchObject({ timeUs: at(2), timeNs: 123 });
  });
});

describe('the network', () => {
  it('gives connects without port, UID and transport, and one answer an address', () => {
    const { sockets } = read(
      { connect_event: { event_time: 1767225601000, ip_address: 'host/203.0.113.7', port: 443, package_name: 'a.b' } },
      {
        dns_event: {
          event_time: 1767225600000,
          hostname: 'x.example',
          package_name: 'android.uid.system:1000',
          ip_addresses: ['/1.2.3.4', '/2001:db8::1'],
        },
      },
    );
    expect(sockets).toMatchObject([
      { action: 'connect', remoteIp: '203.0.113.7', remotePort: 443, packages: ['a.b'], transport: undefined },
      { action: 'dns_query', remoteIp: '1.2.3.4', domain: 'x.example', uid: 1000 },
      { action: 'dns_query', remoteIp: '2001:db8::1', domain: 'x.example', uid: 1000 },
    ]);
  });
});

describe('security events', () => {
  it('give keys, processes, keyguard; unknown kinds pass, and a log without keys has watched for them', () => {
    const text = [
      security('1767225600000000000', '"event_id":7,"key_destruction":{"success":false,"key_id":"k","uid":10234}'),
      security(
        '1767225601000000000',
        `"event_id":8,"app_process_start":{"process":"a.b","uid":10234,"pid":77,"sha256":"${'ab'.repeat(32)}"}`,
      ),
      security('1767225602000000000', '"event_id":12,"keyguard_dismissed":{}'),
      security('1767225603000000000', '"event_id":13,"something_new":{"x":1}'),
    ].join('\n');
    const { crypto, states, rejected, gaps, watched } = importText(intrusionLogImporter, text);
    expect(crypto).toMatchObject([{ action: 'keypair_destroyed', outcome: 'failure', uid: 10234 }]);
    expect(states).toMatchObject([
      { action: 'process_start', pid: 77, processName: 'a.b', apkSha256: 'ab'.repeat(32) },
      { action: 'keyguard_hidden' },
    ]);
    expect(rejected).toEqual([]);
    expect(gaps).toEqual([{ startUs: at(1), endUs: at(2), cause: 'lacks events 9 to 11' }]);
    expect(watched.has('key_lifecycle')).toBe(true);
  });
});

it('damaged records are rejected, each with its reason', () => {
  const bad: [object, RegExp][] = [
    [{ connect_event: { ip_address: '/1.2.3.4', port: 443 } }, /no event time/],
    [{ connect_event: { event_time: 1767225601000, ip_address: 'x', port: 443 } }, /no IP address/],
    [{ connect_event: { event_time: 1767225601000, ip_address: '/1.2.3.4', port: 99999 } }, /no port/],
    [{ dns_event: { event_time: 1767225601000 } }, /no host name/],
    [{ security_event: { event_time: 1767225601000 } }, /of no kind/],
    [{ security_event: { event_time: 1767225601000, app_process_start: { process: 'x' } } }, /without UID/],
    [{ connect_event: 7 }, /holds no event/],
  ];
  for (const [record, reason] of bad) expect(read(record).rejected[0]?.reason, JSON.stringify(record)).toMatch(reason);
  expect(importText(intrusionLogImporter, '{"connect_event":').rejected[0].reason).toBe('is no JSON object');
});

it('files of consecutive days overlap and are read once', async () => {
  const lines = [0, 1, 2].map((i) =>
    JSON.stringify({
      connect_event: { event_time: 1767225600000 + i * 1000, ip_address: '/1.2.3.4', port: 443, package_name: 'a.b' },
    }),
  );
  const { files, sockets } = await readLogs({
    'day1.txt': lines.slice(0, 2).join('\n'),
    'day2.txt': lines.slice(1).join('\n'),
  });
  expect(files.map(({ records, duplicates }) => [records, duplicates])).toEqual([
    [2, 0],
    [1, 1],
  ]);
  expect(sockets.columns.count).toBe(3);
});

const shared = sharedFolder('telemetry/intrusion-log-mvt-example.ndjson');
it.skipIf(shared === undefined)('the published example is read without a rejection', () => {
  const text = readFileSync(shared as string, 'utf8');
  const { sockets, crypto, states, rejected } = importText(intrusionLogImporter, text);
  expect([sockets.length, crypto.length, states.length, rejected]).toEqual([2, 2, 2, []]);
  expect(intrusionLogImporter.sniff(text.split('\n'))).toBeGreaterThan(0.9);
});
