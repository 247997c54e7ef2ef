import { expect, it } from 'vitest';
import { assumed, fromPackets, isTunnel, tunnel } from '../../src/telemetry/other-opinions.ts';
import { flowOf, LOCAL_IP } from './telemetry-fixture.ts';

it('the UID of most packets wins, and others are said', () => {
  const packetUids = [
    { uid: 10001, packets: 1, frame: 3 },
    { uid: 10002, packets: 9, frame: 1 },
    { uid: -1, packets: 50, frame: 2 },
  ];
  expect(fromPackets(flowOf({ packetUids }))).toMatchObject({
    uid: 10002,
    tier: 'P',
    confidence: 0.9,
    flags: ['MIXED_UID'],
    sources: ['frame 1'],
  });
  expect(fromPackets(flowOf())).toBeUndefined();
});

it('what the operator says is an assertion', () => {
  expect(assumed(flowOf(), 10001)).toMatchObject({ uid: 10001, tier: 'H', confidence: 0.9, flags: ['ASSERTED'] });
  expect(assumed(flowOf(), undefined)).toBeUndefined();
});

it('what the operator says holds less of questions to the name system, which the resolver sends', () => {
  const question = flowOf({ transport: 'udp', resp: { ip: '10.0.2.3', port: 53 } });
  expect(assumed(question, 10001)?.confidence).toBe(0.45);
});

it('a VPN app is the tunnel outside its own addresses only', () => {
  const vpn = {
    action: 'vpn_network',
    timeUs: 0,
    dataset: 'x',
    line: 1,
    interfaceName: 'tun0',
    ownerUid: 10307,
    uidRanges: [],
  } as const;
  expect(isTunnel(flowOf(), 10307, [{ ...vpn, addresses: ['10.1.1.1'] }])).toBe(true);
  expect(isTunnel(flowOf(), 10307, [{ ...vpn, addresses: [LOCAL_IP] }])).toBe(false);
  expect(isTunnel(flowOf(), 10001, [{ ...vpn, addresses: [] }])).toBe(false);
  expect(tunnel(10307)).toMatchObject({ cause: 'it is the tunnel of a VPN app' });
});
