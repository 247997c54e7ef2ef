import { describe, expect, it } from 'vitest';
import { CHANNEL_MEASURES } from '../../src/features/channel-measures.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { IndexedChannelFlow } from '../../src/run/indexed-channel-flow.ts';
import { analysed, connection } from '../support/analysed.ts';
import { START_US } from '../support/capture-bytes.ts';
import type { TestPacket } from '../support/packets.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

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

  it('hands out the measures that are kept of its row, those that are lent to it, or none', async () => {
    const sealed = randomBytes(2000, randomNumbers(1));
    const { flows } = await analysed([
      ...connection('10.0.0.1:1', SERVER, ['GET / HTTP/1.1\r\nHost: h.example\r\n\r\n'], 0, 10),
      ...connection('10.0.0.1:2', SERVER, [sealed, sealed], 1000, 10),
      ...connection('10.0.0.1:3', SERVER, [sealed.subarray(7), sealed], 2000, 10),
    ]);
    const [cleartext, second, third] = [0, 1, 2].map((rank) => new IndexedChannelFlow(flows, rank, undefined));
    const measuresOf = (flow: IndexedChannelFlow | undefined) => {
      const { measures, measuresAt } = flow as IndexedChannelFlow;
      return [...measures.subarray(measuresAt, measuresAt + CHANNEL_MEASURES.length)];
    };
    expect([second, third].map((flow) => flow?.encryptionClass)).toEqual(['custom', 'custom']);
    expect(measuresOf(second).some((value) => Number.isFinite(value))).toBe(true);
    expect(measuresOf(third)).not.toEqual(measuresOf(second));
    const unknown = CHANNEL_MEASURES.map(() => Number.NaN);
    expect(measuresOf(cleartext)).toEqual(unknown);
    const lent = new Float32Array(CHANNEL_MEASURES.length * 2).fill(7, CHANNEL_MEASURES.length);
    cleartext?.lend(lent, CHANNEL_MEASURES.length);
    expect(measuresOf(cleartext)).toEqual(CHANNEL_MEASURES.map(() => 7));
    cleartext?.lend(undefined);
    expect(measuresOf(cleartext)).toEqual(unknown);
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
