import { expect, it } from 'vitest';
import type { AttributableFlow } from '../../src/telemetry/attribution.ts';
import { LOG_TIERS } from '../../src/telemetry/attribution-tiers.ts';
import { FlowTuple, localSides } from '../../src/telemetry/flow-tuple.ts';
import { SocketIndex } from '../../src/telemetry/socket-index.ts';
import type { SocketObservation } from '../../src/telemetry/telemetry-event.ts';
import { lookUpTier } from '../../src/telemetry/tier-lookup.ts';
import { at, flowOf, LOCAL_IP, logOf, REMOTE_IP, rowOf } from './telemetry-fixture.ts';

/** Letters of the tiers that find the row for the flow. */
function tiers(row: Partial<SocketObservation>, flow: Partial<AttributableFlow> = {}): string {
  const index = new SocketIndex(logOf([rowOf({ slackUs: 1e6, ...row })]));
  const tuple = new FlowTuple(index);
  const out: number[] = [];
  const whole = flowOf(flow);
  tuple.set(whole, localSides(whole)[0]);
  return LOG_TIERS.filter((tier) => {
    lookUpTier(tier, tuple, index, out);
    return out.length > 0;
  }).join('');
}

it('A wants everything equal; C takes it too, since only stronger tiers come before it', () => {
  expect(tiers({})).toBe('AC');
  expect([
    tiers({ localPort: 40002 }),
    tiers({ remotePort: 443 }),
    tiers({ transport: 'udp' }),
    tiers({ startUs: at(50), endUs: at(51) }),
  ]).toEqual(['', '', '', '']);
});

it('B takes a wildcard as local address', () => {
  expect(tiers({ localIp: '0.0.0.0' })).toBe('BC');
});

it('C takes another local address, and the IPv4 address behind NAT64', () => {
  expect(tiers({ localIp: '10.215.173.1' })).toBe('C');
  expect(
    tiers(
      { localIp: '192.0.0.4' },
      { orig: { ip: '2001:db8::5', port: 40001 }, resp: { ip: '64:ff9b::cb00:7107', port: 8443 } },
    ),
  ).toBe('C');
});

it('D takes unconnected UDP sockets, on the own address or all, and listeners for inbound TCP', () => {
  const unconnected = { remoteIp: undefined, remotePort: undefined };
  expect(tiers({ ...unconnected, transport: 'udp' }, { transport: 'udp' })).toBe('D');
  expect(tiers({ ...unconnected, transport: 'udp', localIp: undefined }, { transport: 'udp' })).toBe('D');
  expect(tiers({ ...unconnected, transport: 'udp', localIp: '10.9.9.9' }, { transport: 'udp' })).toBe('');
  expect(tiers(unconnected)).toBe('');
  expect(
    tiers(
      { ...unconnected, localPort: 5555 },
      { orig: { ip: REMOTE_IP, port: 999 }, resp: { ip: LOCAL_IP, port: 5555 }, local: 'resp' },
    ),
  ).toBe('D');
});

it('F takes connect events without a local port near the SYN, of the transport or of any', () => {
  const connect = {
    action: 'connect',
    localIp: undefined,
    localPort: undefined,
    startUs: undefined,
    endUs: undefined,
    timeUs: at(10.5),
  } as const;
  expect(tiers(connect)).toBe('F');
  expect(tiers({ ...connect, transport: undefined })).toBe('F');
  expect(tiers({ ...connect, timeUs: at(11.5) })).toBe('');
  expect(tiers(connect, { synSeen: false })).toBe('');
  expect(tiers({ ...connect, remotePort: 443 })).toBe('');
  expect(tiers({ ...connect, action: 'packet' })).toBe('');
});

it('another device is not looked at', () => {
  expect([
    tiers({ device: 'a' }, { device: 'a' }),
    tiers({}, { device: 'a' }),
    tiers({ device: 'b' }, { device: 'a' }),
    tiers({ device: 'b' }),
  ]).toEqual(['AC', 'AC', '', 'AC']);
});
