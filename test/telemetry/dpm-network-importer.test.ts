import { expect, it } from 'vitest';
import { dpmNetworkImporter } from '../../src/telemetry/dpm-network-importer.ts';
import { at, importText } from './telemetry-fixture.ts';

const LOG = `ConnectEvent(203.0.113.7, 8443, 1767225601000, com.example.suspect)
I/Dpc: DnsEvent(x.example, 1.2.3.4 2001:db8::1, 2, 1767225600500, android.uid.system:1000)
DnsEvent(y.example, NONE, 0, 1767225600500, com.example.suspect)`;

it('connects and answers are read, alone or within another line', () => {
  const { sockets, rejected } = importText(dpmNetworkImporter, LOG);
  expect(rejected).toEqual([]);
  expect(sockets).toMatchObject([
    {
      action: 'connect',
      dataset: 'dpm.connect',
      timeUs: at(1),
      remoteIp: '203.0.113.7',
      remotePort: 8443,
      packages: ['com.example.suspect'],
    },
    { action: 'dns_query', timeUs: at(0.5), remoteIp: '1.2.3.4', domain: 'x.example', uid: 1000 },
    { action: 'dns_query', remoteIp: '2001:db8::1' },
  ]);
  expect(dpmNetworkImporter.sniff(LOG.split('\n'))).toBeGreaterThan(0.9);
});

it('damaged lines are rejected', () => {
  const bad = [
    'hello',
    'ConnectEvent(203.0.113.7, 99999, 1767225601000, a.b)',
    'ConnectEvent(x, 1, 1767225601000, a.b)',
    'ConnectEvent(1.2.3.4, 1, 1, a.b)',
  ];
  const reasons = bad.map((line) => importText(dpmNetworkImporter, line).rejected[0]?.reason);
  expect(reasons.slice(0, 3)).toEqual([
    'holds neither ConnectEvent(…) nor DnsEvent(…)',
    'connects to what is no port',
    'connects to what is no IP address',
  ]);
  expect(dpmNetworkImporter.sniff(['hello'])).toBe(0);
});
