import { describe, expect, it } from 'vitest';
import { groupChannels } from '../../src/features/channel-groups.ts';
import { judgeChannels } from '../../src/models/channel-judgements.ts';
import { channelList } from '../../src/report/channel-list.ts';
import { JudgedChannels } from '../../src/run/judged-channels.ts';
import { channelFlow, type FlowPlan } from '../support/channel-flow.ts';

describe('judged channels as a list', () => {
  const plans: FlowPlan[] = [
    { destinationIp: '203.0.113.1', encryptionClass: 'standard', bytesUp: 9000 },
    { destinationIp: '203.0.113.2', encryptionClass: 'custom', bytesUp: 10 },
    { destinationIp: '203.0.113.3', encryptionClass: 'custom', bytesUp: 10 },
    { destinationIp: '203.0.113.4', encryptionClass: 'embedded', bytesUp: 10 },
    { destinationIp: '203.0.113.5', encryptionClass: 'custom', bytesUp: 700 },
    { destinationIp: '203.0.113.5', encryptionClass: 'custom', bytesUp: 800, at: 9 },
  ];
  const channels = judgeChannels(groupChannels(plans.map((plan, i) => channelFlow(i, plan))));
  const list = new JudgedChannels(channels);
  const records = [...channels].map(({ record }) => record);

  it('is the list of their records', () => {
    expect([...list]).toEqual(records);
    expect([...list]).toEqual(records);
    const { length, flows, bytes } = channelList(records);
    expect({ length: list.length, flows: list.flows, bytes: list.bytes }).toEqual({ length, flows, bytes });
  });

  it('says when its lines were read', () => {
    let read = 0;
    const lines = new JudgedChannels(channels, () => read++).lines();
    expect([lines.next().done, read]).toEqual([false, 0]);
    expect([lines.next().done, read]).toEqual([true, 1]);
  });

  it('a block of lines stays while the next one is made', () => {
    const many = judgeChannels(groupChannels(Array.from({ length: 3000 }, (_, i) => channelFlow(i, { port: i + 1 }))));
    const lines = new JudgedChannels(many).lines();
    const block = lines.next().value as Uint8Array;
    const kept = Buffer.from(block);
    expect(lines.next().done).toBe(false);
    expect(kept.equals(block)).toBe(true);
  });

  it('lists shared keys as the records do', () => {
    const key = { id: 'ab'.repeat(32), algorithm: 'P-256', from: 'orig' as const, isBare: false, isCertificate: false };
    const keyed = judgeChannels(groupChannels(plans.map((plan, i) => channelFlow(i, { ...plan, keys: [key] }))));
    const shared = new JudgedChannels(keyed).sharedKeys(3);
    expect(shared).toEqual(channelList([...keyed].map(({ record }) => record)).sharedKeys(3));
    expect(shared).toMatchObject([{ key_id: key.id, flows: 6, channels: 5 }]);
    expect(shared[0]?.destinations).toHaveLength(4);
  });

  it('ranks as the records do, ties included', () => {
    for (let count = 0; count <= 6; count++) expect(list.foremost(count)).toEqual(channelList(records).foremost(count));
  });

  it('ranks a scan, where thousands are equal, by their ids', () => {
    const scan = judgeChannels(
      groupChannels(
        Array.from({ length: 3500 }, (_, i) => channelFlow(i, { port: i + 1, bytesUp: i % 7 === 0 ? 90 : 60 })),
      ),
    );
    const all = channelList([...scan].map(({ record }) => record));
    for (const count of [1, 10, 400, 600, 2000])
      expect(new JudgedChannels(scan).foremost(count), String(count)).toEqual(all.foremost(count));
  });
});
