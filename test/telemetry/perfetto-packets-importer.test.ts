import { expect, it } from 'vitest';
import { perfettoPacketsImporter } from '../../src/telemetry/perfetto-packets-importer.ts';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { at, flowOf, importText, readLogs } from './telemetry-fixture.ts';

const HEAD =
  '"ts","dur","track_name","package_name","iface","direction","packet_count","packet_length","packet_transport","packet_tcp_flags","socket_tag","socket_uid","local_port","remote_port","packet_icmp_type","packet_icmp_code"';
const ROW =
  '10000000000,2000000000,"x","com.example","wlan0","Transmitted",1,60,"IPPROTO_TCP","S","0x0",10234,40001,8443,,';
const LOG = `### 1767225600 boot=0.0\n${HEAD}\n${ROW}\n`;

it('packets are placed by the anchor, and tell ports and UID', () => {
  expect(importText(perfettoPacketsImporter, LOG).sockets).toMatchObject([
    {
      action: 'packet',
      timeUs: at(10),
      endUs: at(12),
      transport: 'tcp',
      localPort: 40001,
      remotePort: 8443,
      uid: 10234,
    },
  ]);
  expect(importText(perfettoPacketsImporter, `${HEAD}\n${ROW}`).rejected[0].reason).toContain('boot=SECONDS');
  expect(importText(perfettoPacketsImporter, `### 1767225600\n${ROW}`).rejected).toHaveLength(2);
  expect(perfettoPacketsImporter.sniff(LOG.split('\n'))).toBeGreaterThan(0.9);
});

it('a row without a UID is nobody’s: an empty cell is not root', () => {
  for (const uid of ['', '"[NULL]"', '99999999999'])
    expect(importText(perfettoPacketsImporter, LOG.replace('10234', uid)).sockets, uid).toEqual([]);
  const [row] = importText(perfettoPacketsImporter, LOG.replace('40001', '70001')).sockets;
  expect(row).toMatchObject({ localPort: 0, remotePort: 8443 });
});

it('a flow with the same ports at that time belongs to the UID by tier E, one with other ports does not', async () => {
  const telemetry = await readLogs({ 'p.csv': LOG });
  const { outcomes } = joinTelemetry([flowOf(), flowOf({ resp: { ip: '203.0.113.7', port: 443 } })], telemetry);
  expect(outcomes[0]).toMatchObject({ app: { uid: 10234, tier: 'E', level: 'exact', sources: ['p.csv:3'] } });
  expect(outcomes[1]).toHaveProperty('missing');
});

it('packets that begin, end and are as many as those of the flow are its own', async () => {
  const packet = (ns: number, count: number) =>
    ROW.replace('10000000000,2000000000', `${ns},0`).replace('"Transmitted",1', `"Transmitted",${count}`);
  const log = `### 1767225600 boot=0.0\n${HEAD}\n${packet(10_005_000_000, 1)}\n${packet(11_000_000_000, 6)}\n${packet(12_010_000_000, 1)}\n`;
  const telemetry = await readLogs({ 'p.csv': log });
  const confidenceOf = (packets: number | undefined, endUs = at(12)) => {
    const [outcome] = joinTelemetry([flowOf({ packets, endUs })], telemetry).outcomes;
    return outcome !== undefined && 'app' in outcome ? outcome.app.confidence : undefined;
  };
  expect(confidenceOf(10)).toBe(0.91);
  // Too few of the flow's packets, more than it has, another end, and nobody counted.
  for (const other of [confidenceOf(14), confidenceOf(4), confidenceOf(10, at(12.2)), confidenceOf(undefined)])
    expect(other).toBe(0.9);
});
