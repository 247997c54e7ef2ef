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

  it('may be empty', () => {
    expect(channelList([]).foremost(3)).toEqual([]);
  });
});
