import { expect, it } from 'vitest';
import { flowEvents, messageEvents, queryNames } from '../../src/features/channel-events.ts';
import { groupChannels } from '../../src/features/channel-groups.ts';
import { channelFlow, START_US } from '../support/channel-flow.ts';

it('failed connects and flows from before the capture are no events', () => {
  const flows = [
    channelFlow(0),
    channelFlow(1, { failedConnect: true }),
    channelFlow(2, { startSeen: false }),
    channelFlow(3, { measured: { 'exchange.first_message_bytes.orig': 77 } }),
  ];
  const { timesUs, sizes, count } = flowEvents(flows);
  expect([...timesUs.subarray(0, count)]).toEqual([START_US, START_US + 3e6]);
  // The first message where it is known, else what the device sent.
  expect([...(sizes as Float64Array).subarray(0, count)]).toEqual([1000, 77]);
});

it('messages of long flows go on with the starts of short ones, microseconds kept', () => {
  const long = Float64Array.of(START_US + 0.5, START_US + 20e6 + 3);
  const events = messageEvents([channelFlow(0, { messageTimesUs: long }), channelFlow(40)]);
  expect([...(events?.timesUs.subarray(0, events.count) ?? [])]).toEqual([
    START_US + 0.5,
    START_US + 20e6 + 3,
    START_US + 40e6,
  ]);
  expect(messageEvents([channelFlow(0)])).toBeUndefined();
});

it('queries are grouped by name, and by parent where names differ', () => {
  const names = ['a.kite.example', 'b.kite.example', 'c.kite.example', 'A.kite.example', 'x.co.uk', 'y.x.co.uk'];
  const [channel] = groupChannels(names.map((query, i) => channelFlow(i, { query, port: 53 })));
  if (channel === undefined) throw new Error('one channel');
  const groups = [...queryNames(channel, 2)].map(([name, flows]) => [name, flows.length]);
  expect(groups).toEqual([
    ['*.kite.example', 4],
    ['*.x.co.uk', 2],
    ['a.kite.example', 2],
  ]);
});

it('a channel with flows that asked for nothing has no names', () => {
  const [channel] = groupChannels([channelFlow(0, { query: 'a.example' }), channelFlow(1)]);
  if (channel === undefined) throw new Error('one channel');
  expect(queryNames(channel, 1).size).toBe(0);
});
