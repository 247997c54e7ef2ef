import { expect, it } from 'vitest';
import { type Channel, channelId } from '../../src/features/channel.ts';
import { groupChannels } from '../../src/features/channel-groups.ts';
import { app, channelFlow, type FlowPlan } from '../support/channel-flow.ts';

it('the id of a channel is that of its app or device, destination, port and transport', () => {
  const idOf = (plan: FlowPlan) => channelId(groupChannels([channelFlow(0, plan)]).at(0) as Channel);
  const id = idOf({ app: app(10101) });
  expect(idOf({ app: app(10101), at: 77, bytesUp: 1, device: '10.0.2.99', service: 'ssh' })).toBe(id);
  const others: FlowPlan[] = [
    {},
    { device: '10.0.2.99' },
    { app: app(10102) },
    { app: app(10101), port: 444 },
    { app: app(10101), transport: 'udp' },
    { app: app(10101), destinationIp: '203.0.113.10' },
    { app: app(10101), domain: 'api.example.org' },
  ];
  expect(new Set([id, ...others.map(idOf)]).size).toBe(8);
});
