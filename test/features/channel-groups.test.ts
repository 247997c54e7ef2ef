import { describe, expect, it } from 'vitest';
import { groupChannels } from '../../src/features/channel-groups.ts';
import { app, channelFlow } from '../support/channel-flow.ts';

describe('channels', () => {
  it('hold the flows of one app to one destination, port and transport', () => {
    const flows = [
      channelFlow(0, { app: app(10101) }),
      channelFlow(1, { app: app(10101) }),
      channelFlow(2, { app: app(10102) }),
      channelFlow(3, { app: app(10101), port: 443 }),
      channelFlow(4, { app: app(10101), transport: 'udp' }),
      channelFlow(5, { app: app(10101), destinationIp: '203.0.113.10' }),
    ];
    expect([...groupChannels(flows)].map((channel) => channel.flows.map(({ index }) => index))).toEqual([
      [0, 1],
      [2],
      [3],
      [4],
      [5],
    ]);
  });

  it('belong to the device where the app is unknown, and never mix with those of an app', () => {
    const flows = [
      channelFlow(0),
      channelFlow(1, { device: '10.0.2.16' }),
      channelFlow(2),
      channelFlow(3, { app: app(10101) }),
    ];
    const channels = [...groupChannels(flows)];
    expect(channels.map((channel) => channel.flows.length)).toEqual([2, 1, 1]);
    expect(channels[0]).toMatchObject({ app: undefined, device: '10.0.2.15' });
  });

  it('follow the domain over its addresses, and then name no address', () => {
    const domain = 'api.example.org';
    const [channel] = groupChannels([
      channelFlow(0, { domain, destinationIp: '203.0.113.1' }),
      channelFlow(1, { domain, destinationIp: '203.0.113.2' }),
    ]);
    expect(channel).toMatchObject({ domain, ip: undefined });
    expect(channel?.flows).toHaveLength(2);
    expect(groupChannels([channelFlow(0, { domain })]).at(0)?.ip).toBe('203.0.113.9');
  });

  it('are the same whatever the order of the flows', () => {
    const flows = Array.from({ length: 40 }, (_, i) =>
      channelFlow(i, { at: Math.floor(i / 3), port: 1000 + (i % 5), app: i % 2 === 0 ? app(10101) : undefined }),
    );
    const shape = (list: typeof flows) =>
      [...groupChannels(list)].map((channel) => channel.flows.map(({ index }) => index));
    expect(shape([...flows].reverse())).toEqual(shape(flows));
    expect(
      shape(flows)
        .flat()
        .sort((a, b) => a - b),
    ).toEqual(flows.map(({ index }) => index));
  });

  it('whose flows are not in memory are fetched together in turn, and alone when one is asked for', () => {
    const flows = Array.from({ length: 12 }, (_, i) => channelFlow(i, { port: 1000 + Math.floor(i / 2) }));
    const fetched: number[][] = [];
    const groups = groupChannels(flows, { flows: 5, fetch: (places) => fetched.push([...places]) });
    expect([...groups]).toHaveLength(6);
    expect(fetched).toEqual([
      [0, 1, 2, 3, 4],
      [4, 5, 6, 7, 8],
      [8, 9, 10, 11],
    ]);
    fetched.length = 0;
    for (const position of [5, 0, 3]) groups.at(position);
    expect(fetched).toEqual([
      [0, 1],
      [6, 7],
    ]);
    fetched.length = 0;
    const some = Array.from(groups.some([0, 2, 3, 5]), (channel) => channel.flows.map(({ index }) => index));
    expect(some).toEqual([
      [0, 1],
      [4, 5],
      [6, 7],
      [10, 11],
    ]);
    expect(fetched).toEqual([
      [0, 1, 4, 5],
      [6, 7, 10, 11],
    ]);
    groups.at(3);
    expect(fetched).toHaveLength(3);
  });

  it('there are none without flows', () => {
    expect([...groupChannels([])]).toEqual([]);
  });
});
