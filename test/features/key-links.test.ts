import { describe, expect, it } from 'vitest';
import { type ChannelGroups, groupChannels } from '../../src/features/channel-groups.ts';
import { KeyLinks } from '../../src/features/key-links.ts';
import { app, channelFlow } from '../support/channel-flow.ts';

const key = (id: string, isBare = false, isCertificate = false) => ({
  id,
  algorithm: 'rsa-2048',
  from: 'orig' as const,
  isBare,
  isCertificate,
});

function linksOf(channels: ChannelGroups) {
  const links = new KeyLinks();
  [...channels].forEach((channel, at) => {
    links.note(channel, at);
  });
  return Array.from(channels, (_, at) => links.of(at));
}

describe('keys that are met again', () => {
  it('link flows, channels and apps by their id', () => {
    const channels = groupChannels([
      channelFlow(0, { app: app(10_001), keys: [key('a')] }),
      channelFlow(1, { app: app(10_001), keys: [key('a'), key('b')] }),
      channelFlow(2, { app: app(10_001), port: 9000, keys: [key('a')] }),
      channelFlow(3, { app: app(10_002), keys: [key('a')] }),
      channelFlow(4, { app: app(10_003) }),
    ]);
    const links = linksOf(channels);
    expect(links.map((keys) => keys.length)).toEqual([2, 1, 1, 0]);
    expect(links[0]).toEqual([
      {
        id: 'a',
        algorithm: 'rsa-2048',
        from: 'orig',
        isCertificate: false,
        flows: 2,
        allFlows: 4,
        otherChannels: [1, 2],
        otherApps: ['com.example.app10002'],
      },
      {
        id: 'b',
        algorithm: 'rsa-2048',
        from: 'orig',
        isCertificate: false,
        flows: 1,
        allFlows: 1,
        otherChannels: [],
        otherApps: [],
      },
    ]);
    expect(links[2]?.[0]?.otherApps).toEqual(['com.example.app10001']);
  });

  it('are of certificates where nothing else in the channel holds them', () => {
    const channels = groupChannels([
      channelFlow(0, { port: 1, keys: [key('a', false, true)] }),
      channelFlow(1, { port: 2, keys: [key('a', false, true)] }),
      channelFlow(2, { port: 2, keys: [key('a')] }),
    ]);
    expect(linksOf(channels).map(([own]) => own?.isCertificate)).toEqual([true, false]);
    const links = new KeyLinks();
    [...channels].forEach((channel, at) => {
      links.note(channel, at);
    });
    expect([...links.places()].map(({ id, at, flows, isCertificate }) => [id, at, flows, isCertificate])).toEqual([
      ['a', 0, 1, true],
      ['a', 1, 2, false],
    ]);
  });

  it('are never bare ones, which chance shows', () => {
    const channels = groupChannels([
      channelFlow(0, { keys: [key('a', true)] }),
      channelFlow(1, { keys: [key('a', true)] }),
    ]);
    expect(linksOf(channels)).toEqual([[]]);
  });
});
