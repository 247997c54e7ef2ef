import { describe, expect, it } from 'vitest';
import { channelMeasure } from '../../src/features/channel-measures.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { IndexedChannelFlow } from '../../src/run/indexed-channel-flow.ts';
import { analysed, connection } from '../support/analysed.ts';
import { START_US } from '../support/capture-bytes.ts';
import type { TestPacket } from '../support/packets.ts';

const DEVICE = '192.168.1.20:40001';
const SERVER = '203.0.113.7:8443';

async function flowOf(packets: readonly TestPacket[], local: string[] = []): Promise<IndexedChannelFlow> {
  const { flows } = await analysed(packets, { local });
  expect(flows.count).toBe(1);
  return new IndexedChannelFlow(flows, 0, undefined);
}

describe('IndexedChannelFlow', () => {
  it('tells device, destination, service port and both directions as seen from the device', async () => {
    const flow = await flowOf(connection(DEVICE, SERVER, ['GET / HTTP/1.1\r\nHost: h.example\r\n\r\n', 'answer']));
    expect(flow).toMatchObject({
      index: 0,
      app: undefined,
      firstFrame: 1,
      device: '192.168.1.20',
      destinationIp: '203.0.113.7',
      domain: 'h.example',
      port: 8443,
      transport: 'tcp',
      service: 'http',
      startUs: START_US,
      encryptionClass: 'cleartext',
      startSeen: true,
      failedConnect: false,
      packets: 7,
    });
    expect(flow.flowId).toMatch(/^[0-9a-f]{16}$/);
    expect(flow.endUs).toBeGreaterThan(flow.startUs);
    expect([flow.bytesUp, flow.bytesDown]).toEqual([4 * 40 + 35, 3 * 40 + 6]);
  });

  it('turns around where the device was called', async () => {
    const flow = await flowOf(connection(SERVER, DEVICE, ['question!', 'answer']), ['192.168.1.20']);
    expect(flow).toMatchObject({ device: '192.168.1.20', destinationIp: '203.0.113.7', port: 40001 });
    expect([flow.bytesUp, flow.bytesDown]).toEqual([3 * 40 + 6, 4 * 40 + 9]);
  });

  it('knows the measures of its own row', async () => {
    const { flows } = await analysed([
      ...connection('10.0.0.1:1', SERVER, ['x'.repeat(11)], 0, 10),
      ...connection('10.0.0.1:2', SERVER, ['x'.repeat(22), 'y'.repeat(33)], 1000, 10),
      { from: '10.0.0.1:3', to: SERVER, flags: 'S', atUs: 2000 },
    ]);
    const rows = [0, 1, 2].map((rank) => new IndexedChannelFlow(flows, rank, undefined));
    const first = rows.map((row) => channelMeasure(row, 'exchange.first_message_bytes.orig'));
    const answer = rows.map((row) => channelMeasure(row, 'exchange.first_message_bytes.resp'));
    expect({ first, answer }).toEqual({ first: [11, 22, undefined], answer: [undefined, 33, undefined] });
  });

  it('numbers owners and destinations: the same device and name, the same numbers', async () => {
    const { flows } = await analysed([
      ...connection(DEVICE, SERVER, ['GET / HTTP/1.1\r\nHost: a.example\r\n\r\n'], 0, 10),
      ...connection(
        DEVICE.replace(/:.*/, ':5'),
        '203.0.113.8:80',
        ['GET / HTTP/1.1\r\nHost: a.example\r\n\r\n'],
        1000,
        10,
      ),
      ...connection('192.168.1.21:5', '203.0.113.8:80', ['hello'], 2000, 10),
    ]);
    const [one, two, three] = [0, 1, 2].map((rank) => new IndexedChannelFlow(flows, rank, undefined));
    expect(two?.destinationId).toBe(one?.destinationId);
    expect(two?.ownerId).toBe(one?.ownerId);
    expect(three?.destinationId).not.toBe(two?.destinationId);
    expect(three?.ownerId).not.toBe(two?.ownerId);
    const app = { uid: 10101, packages: [], tier: 'A', confidence: 1, level: 'exact', sources: [] } as const;
    const owned = [0, 2].map((rank) => new IndexedChannelFlow(flows, rank, { ...app, packages: [], sources: [] }));
    expect(owned[0]?.ownerId).toBe(owned[1]?.ownerId);
    expect(owned[0]?.ownerId).not.toBe(one?.ownerId);
  });

  it.each([
    ['nobody answered', [{ from: DEVICE, to: SERVER, flags: 'S' }], true],
    [
      'it was refused',
      [
        { from: DEVICE, to: SERVER, flags: 'S' },
        { from: SERVER, to: DEVICE, flags: 'RA', acknowledgment: 1, atUs: 1 },
      ],
      true,
    ],
    [
      'it was opened and is still open',
      [
        { from: DEVICE, to: SERVER, flags: 'S' },
        { from: SERVER, to: DEVICE, flags: 'SA', acknowledgment: 1, atUs: 1 },
        { from: DEVICE, to: SERVER, sequence: 1, acknowledgment: 1, atUs: 2 },
      ],
      false,
    ],
    ['the beginning was not seen', [{ from: DEVICE, to: SERVER, flags: 'A' }], false],
    ['it is a datagram', [{ from: DEVICE, to: SERVER, protocol: IpProtocol.udp, payload: Buffer.from('x') }], false],
  ] satisfies [string, TestPacket[], boolean][])('knows a failed connect: %s', async (_, packets, failed) => {
    expect((await flowOf(packets)).failedConnect).toBe(failed);
  });
});
