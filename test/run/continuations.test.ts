import { describe, expect, it } from 'vitest';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { continuations } from '../../src/run/continuations.ts';
import { analysed, connection } from '../support/analysed.ts';
import type { TestPacket } from '../support/packets.ts';

const DEVICE = '192.168.1.20:40001';
const SERVER = '203.0.113.7:8443';
const SECOND_US = 1e6;

const udp = (from: string, to: string, atUs: number): TestPacket => ({
  from,
  to,
  atUs,
  payload: Buffer.from('hello'),
  protocol: IpProtocol.udp,
});

describe('continuations', () => {
  it('links a flow to the part that a timeout split off, in either direction, but not to another connection', async () => {
    const { flows } = await analysed([
      udp(DEVICE, SERVER, 0),
      udp(SERVER, DEVICE, 100 * SECOND_US),
      udp(DEVICE, '203.0.113.8:8443', 100 * SECOND_US),
      udp(DEVICE, SERVER, 200 * SECOND_US),
      ...connection('192.168.1.20:40009', SERVER, ['x'], 201 * SECOND_US),
      ...connection('192.168.1.20:40009', SERVER, ['x'], 202 * SECOND_US),
    ]);
    expect(flows.endReason(0)).toBe('idle');
    // One more than the rank.
    expect([...continuations(flows)]).toEqual([0, 1, 0, 2, 0]);
  });

  it('links a flow to the part that the cap on flows split off', async () => {
    const others = Array.from({ length: 40 }, (_, i) => udp(`192.168.1.20:${1000 + i}`, SERVER, 1000 + i));
    const { flows } = await analysed([udp(DEVICE, SERVER, 0), ...others, udp(DEVICE, SERVER, 5000)], {
      settings: { maxFlows: 4 },
    });
    expect(flows.endReason(0)).toBe('resources');
    expect(continuations(flows)[flows.count - 1]).toBe(1);
  });
});
