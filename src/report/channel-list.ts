// Channel records that are in memory, as the list that writers read; what ranks channels for a person.

import type { ChannelList, ChannelRecord } from '../features/channel-record.ts';
import { isUnexplainedClass } from './app-evidence.ts';
import { jsonLine } from './safe-text.ts';

/** Records that are there already. */
export function channelList(records: readonly ChannelRecord[]): ChannelList {
  return {
    length: records.length,
    flows: records.reduce((sum, { flows }) => sum + flows, 0),
    bytes: records.reduce((sum, record) => sum + bytesOf(record), 0),
    foremost: (count) => [...records].sort(byImportance).slice(0, count),
    lines: () => records.map((record) => `${jsonLine(record)}\n`),
    [Symbol.iterator]: () => records[Symbol.iterator](),
  };
}

function byImportance(a: ChannelRecord, b: ChannelRecord): number {
  const unexplained = Number(isUnexplainedClass(b.encryption.class)) - Number(isUnexplainedClass(a.encryption.class));
  return unexplained || bytesOf(b) - bytesOf(a) || (a.channel_id < b.channel_id ? -1 : 1);
}

function bytesOf(record: ChannelRecord): number {
  return record.bytes_up + record.bytes_down;
}
