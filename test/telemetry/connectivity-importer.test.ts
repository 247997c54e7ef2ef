import { expect, it } from 'vitest';
import { connectivityImporter } from '../../src/telemetry/connectivity-importer.ts';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { flowOf, importText, readLogs } from './telemetry-fixture.ts';

const AGENT =
  'NetworkAgentInfo{network{101}  handle{437}  ni{VPN CONNECTED} lp{{InterfaceName: tun1 LinkAddresses: [ 10.111.222.1/24,fd00::1/64 ] DnsAddresses: [ /10.111.222.3 ]}} ' +
  'nc{[ Transports: VPN Capabilities: INTERNET Uids: <{0-10306, 10308-20306}> OwnerUid: 10307 AdminUids: [10307] UnderlyingNetworks: [100] ]}}';
const DUMP = `NetworkProviders for:\n  ${AGENT}\n  NetworkAgentInfo{network{100} nc{[ Transports: WIFI Capabilities: INTERNET ]}}\n  ${AGENT}\n`;

it('the VPN is read once: interface, addresses, owner, UIDs', () => {
  expect(importText(connectivityImporter, DUMP).vpns).toMatchObject([
    {
      interfaceName: 'tun1',
      addresses: ['10.111.222.1', 'fd00::1'],
      ownerUid: 10307,
      uidRanges: [
        { from: 0, to: 10306 },
        { from: 10308, to: 20306 },
      ],
      line: 2,
    },
  ]);
  expect(connectivityImporter.sniff(DUMP.split('\n'))).toBeGreaterThan(0.8);
  expect(importText(connectivityImporter, 'NetworkAgentInfo{ nc{[ Transports: VPN ]}}').rejected).toHaveLength(1);
});

it('the traffic of the VPN app outside its tunnel is the tunnel, and nobody’s', async () => {
  const rows =
    'ts,action,end,proto,laddr,lport,raddr,rport,uid\n1767225610,socket_open,1767225612,tcp,10.0.2.15,40001,203.0.113.7,8443,10307';
  const flow = flowOf();
  const without = await readLogs({ 'a.csv': rows });
  expect(joinTelemetry([flow], without).outcomes[0]).toMatchObject({ app: { uid: 10307 } });
  const telemetry = await readLogs({ 'a.csv': rows, 'c.txt': DUMP });
  expect(joinTelemetry([flow], telemetry).outcomes[0]).toMatchObject({ cause: 'it is the tunnel of a VPN app' });
});
