import { expect, it } from 'vitest';
import { groupChannels } from '../../src/features/channel-groups.ts';
import { CoWaking } from '../../src/features/co-waking.ts';
import { testChannel } from '../../src/models/channel-rhythm.ts';
import { app, channelFlow, START_US } from '../support/channel-flow.ts';
import { drawFrom, repeated } from '../support/event-series.ts';

const { random } = drawFrom(81);

function channelOf(flows: ReturnType<typeof channelFlow>[]) {
  const [channel] = groupChannels(flows);
  if (channel === undefined) throw new Error('one channel');
  return channel;
}

it('a beacon that changes its address under one name is one channel and one rhythm', () => {
  const flows = repeated(12, (i) =>
    channelFlow(i, { at: 300 * i, domain: 'c2.example', destinationIp: `203.0.113.${i}` }),
  );
  expect(groupChannels(flows)).toHaveLength(1);
  const found = testChannel(channelOf(flows), undefined);
  expect(found.pValue).toBeLessThan(1e-4);
  expect(found.rhythm?.chain.periodUs).toBeCloseTo(300e6, -3);
});

it('where the app is unknown the device owns the channel', () => {
  const flows = repeated(12, (i) => channelFlow(i, { at: 300 * i }));
  expect(testChannel(channelOf(flows), undefined).pValue).toBeLessThan(1e-4);
});

it('failed connects at regular times are no beacon', () => {
  const retries = repeated(20, (i) => channelFlow(i, { at: 3 * i, failedConnect: true }));
  expect(testChannel(channelOf(retries), undefined).rhythm).toBeUndefined();
});

it('heartbeats inside one long flow are found', () => {
  const messageTimesUs = Float64Array.from(repeated(30, (i) => START_US + i * 25e6 + 40_000 * random()));
  const found = testChannel(channelOf([channelFlow(0, { messageTimesUs })]), undefined);
  expect(found.of).toBe('messages');
  expect(found.pValue).toBeLessThan(1e-4);
  expect(found.rhythm?.chain.periodUs).toBeCloseTo(25e6, -5);
});

it('queries for one name among others are found, with the name', () => {
  const beacon = repeated(20, (i) => channelFlow(i, { at: 120 * i, port: 53, query: 'tick.example' }));
  const others = repeated(40, (i) =>
    channelFlow(50 + i, { at: 2400 * random(), port: 53, query: `n${i}.example${i % 9}` }),
  );
  const found = testChannel(channelOf([...beacon, ...others]), undefined);
  expect(found).toMatchObject({ of: 'queries', name: 'tick.example' });
  expect(found.pValue).toBeLessThan(0.001);
});

it('queries for ever new sub-domains of one domain are found together', () => {
  const tunnel = repeated(20, (i) => channelFlow(i, { at: 60 * i, port: 53, query: `${i}x.tunnel.example` }));
  const others = repeated(30, (i) =>
    channelFlow(50 + i, { at: 1200 * random(), port: 53, query: `n${i}.example${i % 9}` }),
  );
  const found = testChannel(channelOf([...tunnel, ...others]), undefined);
  expect(found).toMatchObject({ of: 'queries', name: '*.tunnel.example' });
});

it('what only happens when other apps wake is the device’s rhythm, what goes on between is the channel’s', () => {
  const windows = repeated(20, (i) => 900 * i);
  const flows = windows.flatMap((at, i) =>
    [1, 2, 3].map((uid, j) => channelFlow(3 * i + j, { at: at + j, app: app(10_000 + uid), port: 8000 + uid })),
  );
  const own = repeated(60, (i) => channelFlow(100 + i, { at: 300 * i, app: app(10_009), port: 9009 }));
  const channels = [...groupChannels([...flows, ...own])];
  const waking = new CoWaking([...flows, ...own]);
  const woken = channels.filter(({ port }) => port < 9000).map((channel) => testChannel(channel, waking));
  for (const found of woken) {
    expect(found.pValue).toBe(1);
    expect(found.coWakingShare).toBe(1);
  }
  const beacon = channels.find(({ port }) => port === 9009);
  if (beacon === undefined) throw new Error('there is a beacon');
  expect(testChannel(beacon, waking).pValue).toBeLessThan(1e-4);
});
