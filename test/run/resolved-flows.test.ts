import { describe, expect, it } from 'vitest';
import { BatchFlag } from '../../src/flows/flow-batch.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { analysed, chunksOf, connection, readWith, resolve } from '../support/analysed.ts';
import { PcapngFile, START_US } from '../support/capture-bytes.ts';
import { dnsBytes } from '../support/dns-bytes.ts';
import { ipPacket, type TestPacket } from '../support/packets.ts';

const DEVICE = '192.168.1.20:40001';
const SERVER = '203.0.113.7:8443';
const SECOND_US = 1e6;

const udp = (from: string, to: string, atUs: number, payload: Uint8Array = Buffer.from('hello')): TestPacket => ({
  from,
  to,
  atUs,
  payload,
  protocol: IpProtocol.udp,
});

describe('ResolvedFlows', () => {
  it('ranks flows by their start, whenever they ended', async () => {
    const { flows } = await analysed(
      [
        ...connection('10.0.0.1:1', '10.0.0.9:80', ['first, and long'], 0, 5 * SECOND_US),
        ...connection('10.0.0.1:2', '10.0.0.9:80', ['second, and short'], 1000, 10),
      ].sort((a, b) => (a.atUs ?? 0) - (b.atUs ?? 0)),
    );
    expect([0, 1].map((rank) => flows.port(rank, 0))).toEqual([1, 2]);
    expect([0, 1].map((rank) => flows.endReason(rank))).toEqual(['ended', 'ended']);
  });

  it('knows the device by what the user says, else by who opened the connection', async () => {
    const packets = connection(SERVER, DEVICE, ['x']);
    const { flows } = await analysed(packets);
    expect([flows.local(0), flows.address(0, flows.remoteSide(0))]).toEqual(['orig', '192.168.1.20']);
    for (const local of ['192.168.1.20', '192.168.0.0/16']) {
      const { flows: told } = await analysed(packets, { local: [local] });
      expect([told.local(0), told.address(0, told.remoteSide(0))]).toEqual(['resp', '203.0.113.7']);
    }
  });

  it('counts bytes and packets of both sides', async () => {
    const { flows } = await analysed([udp(DEVICE, SERVER, 0), udp(DEVICE, SERVER, 1), udp(SERVER, DEVICE, 2)]);
    expect(flows.count).toBe(1);
    expect(flows.packets(0)).toBe(3);
    expect([flows.bytes(0, 0), flows.bytes(0, 1)]).toEqual([2 * (20 + 8 + 5), 20 + 8 + 5]);
    expect(flows.transport(0)).toBe('udp');
  });

  it('calls a destination what the flow itself says, else what DNS said before it began', async () => {
    const answer = dnsBytes({
      flags: 0x8180,
      questions: [{ name: 'api.example', type: 1 }],
      answers: [{ name: 'api.example', type: 1, data: Uint8Array.of(203, 0, 113, 7) }],
    });
    const { flows } = await analysed([
      ...connection('192.168.1.20:40001', SERVER, ['before the answer'], 0, 10),
      udp('192.168.1.1:53', '192.168.1.20:50000', 100, answer),
      ...connection('192.168.1.20:40002', SERVER, ['after the answer'], 200, 10),
      ...connection('192.168.1.20:40003', SERVER, ['GET / HTTP/1.1\r\nHost: www.example\r\n\r\n'], 300, 10),
    ]);
    const domains = Array.from({ length: flows.count }, (_, rank) => flows.domain(rank));
    expect(domains).toEqual([
      undefined,
      undefined,
      { name: 'api.example', source: 'dns' },
      { name: 'www.example', source: 'host' },
    ]);
  });

  it('hands the join every UID that packets named, and who began', async () => {
    const named = (uid: number) => [[1, `u-${uid}`] as const];
    const file = new PcapngFile().section().interface({ linkType: 101 });
    const add = (from: string, atUs: number, uid?: number) => {
      const bytes = Buffer.from(ipPacket(udp(from, SERVER, atUs)));
      file.enhanced({ bytes, timeUs: START_US + atUs }, 0, uid === undefined ? [] : named(uid));
    };
    add('10.0.0.1:6', 0, 10_103);
    add(DEVICE, 1, 10_101);
    add('10.0.0.1:6', 2, 10_104);
    add(DEVICE, 3, 10_102);
    add(DEVICE, 4, 10_101);
    add('10.0.0.1:7', 5);
    const pool = await readWith({ stream: chunksOf(file.bytes()) });
    const flows = resolve(pool);
    expect(flows.index.hasPacketUids()).toBe(true);
    expect(flows.has(1, BatchFlag.uidMixed)).toBe(true);
    const { packetUids, ...flow } = flows.attributable(1);
    expect(packetUids).toEqual([
      { uid: 10_101, packets: 2, frame: 2 },
      { uid: 10_102, packets: 1, frame: 4 },
    ]);
    expect(flow).toMatchObject({
      transport: 'udp',
      orig: { ip: '192.168.1.20', port: 40001 },
      resp: { ip: '203.0.113.7', port: 8443 },
      local: 'orig',
      startUs: START_US + 1,
      endUs: START_US + 4,
      synSeen: false,
    });
    expect(flows.attributable(0).packetUids.map(({ uid }) => uid)).toEqual([10_103, 10_104]);
    expect(flows.attributable(2).packetUids).toEqual([]);
  });

  it('knows which flows have lines', async () => {
    const packets = [udp(DEVICE, SERVER, 0), udp('10.0.0.1:7', SERVER, 1)];
    const { flows } = await analysed(packets);
    expect([flows.hasLine(0), flows.hasLine(1)]).toEqual([true, true]);
    const { flows: some } = await analysed(packets, { settings: { keep: new Set([flows.beginning(1)]) } });
    expect([some.hasLine(0), some.hasLine(1)]).toEqual([false, true]);
  });
});
