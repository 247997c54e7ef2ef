import { expect, it } from 'vitest';
import { rethinkdnsImporter } from '../../src/telemetry/rethinkdns-importer.ts';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { at, flowOf, importText, readLogs } from './telemetry-fixture.ts';

const HEAD =
  'id,appName,uid,packageName,usrId,ipAddress,port,protocol,isBlocked,blockedByRule,dnsQuery,timeStamp,connId,downloadBytes,uploadBytes,duration,synack,connType';
const ROW = `1,"Suspect, App",10234,com.example.suspect,0,203.0.113.7,8443,6,0,,x.example,${at(10) / 1000},abc,1,2,3,4,WIFI`;
const LOG = `${HEAD}\n${ROW}`;

it('connections are read with UID, package, name, and no local port', () => {
  expect(importText(rethinkdnsImporter, LOG).sockets).toMatchObject([
    {
      action: 'connect',
      timeUs: at(10),
      transport: 'tcp',
      remoteIp: '203.0.113.7',
      remotePort: 8443,
      uid: 10234,
      packages: ['com.example.suspect'],
      label: 'Suspect, App',
      domain: 'x.example',
    },
  ]);
  expect(rethinkdnsImporter.sniff(LOG.split('\n'))).toBeGreaterThan(0.9);
  expect(rethinkdnsImporter.sniff(['uid,port'])).toBe(0);
});

it('a flow matches by remote endpoint and time, tier F', async () => {
  const { outcomes } = joinTelemetry([flowOf()], await readLogs({ 'r.csv': LOG }));
  expect(outcomes[0]).toMatchObject({ app: { uid: 10234, tier: 'F', level: 'exact' } });
});

it('damaged rows are rejected', () => {
  for (const row of [
    ROW.replace('203.0.113.7', 'x'),
    ROW.replace(`${at(10) / 1000}`, 'soon'),
    ROW.replace(',abc', ',"abc'),
    ROW.replace('8443', ''),
    ROW.replace('8443', '84430'),
  ])
    expect(importText(rethinkdnsImporter, `${HEAD}\n${row}`).rejected, row).toHaveLength(1);
});
