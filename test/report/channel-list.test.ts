import { describe, expect, it } from 'vitest';
import type { ChannelRecord } from '../../src/features/channel-record.ts';
import { channelList } from '../../src/report/channel-list.ts';
import { sampleResult } from '../support/analysis-result.ts';

const [sample] = sampleResult().channels;
if (sample === undefined) throw new Error('the sample has channels');

function channel(id: string, kind: 'custom' | 'standard', bytes: number): ChannelRecord {
  const base = sample as ChannelRecord;
  return {
    ...base,
    channel_id: id,
    flows: 2,
    bytes_up: bytes,
    bytes_down: 1,
    encryption: { ...base.encryption, class: kind },
  };
}

describe('a list of channels', () => {
  const records = [
    channel('b', 'standard', 900),
    channel('d', 'custom', 10),
    channel('a', 'custom', 10),
    channel('c', 'custom', 500),
  ];
  const list = channelList(records);

  it('has the records as they were given, and their sums', () => {
    expect([...list]).toEqual(records);
    expect({ length: list.length, flows: list.flows, bytes: list.bytes }).toEqual({ length: 4, flows: 8, bytes: 1424 });
  });

  it('puts unexplained ciphertext first, then bytes, then ids', () => {
    expect(list.foremost(9).map(({ channel_id }) => channel_id)).toEqual(['c', 'a', 'd', 'b']);
    expect(list.foremost(2).map(({ channel_id }) => channel_id)).toEqual(['c', 'a']);
  });

  it('lists keys of two channels or more, those of openings first', () => {
    const key = (start: string, flows: number, certificate: boolean) => ({
      key_id: start.repeat(64),
      algorithm: 'rsa-2048',
      from: 'resp' as const,
      ...(certificate ? { certificate: true as const } : {}),
      flows,
      all_flows: 9,
    });
    const app = (uid: number, packages: string[]) => ({ uid, packages });
    const keyed = channelList([
      { ...records[0]!, app: app(1, ['a.b']), keys: [key('a', 5, true), key('b', 2, true), key('c', 1, false)] },
      { ...records[1]!, app: app(2, []), keys: [key('a', 1, true), key('b', 3, false)] },
    ]);
    expect(keyed.sharedKeys(9)).toEqual([
      expect.objectContaining({ key_id: 'b'.repeat(64), flows: 5, channels: 2, apps: ['a.b', 'uid 2'] }),
      expect.objectContaining({ key_id: 'a'.repeat(64), certificate: true, flows: 6 }),
    ]);
    expect(keyed.sharedKeys(1)).toHaveLength(1);
    expect(keyed.sharedKeys(9)[0]).not.toHaveProperty('certificate');
    expect(list.sharedKeys(9)).toEqual([]);
  });

  it('may be empty', () => {
    expect(channelList([]).foremost(3)).toEqual([]);
  });
});
