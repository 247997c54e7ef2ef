// Channel records that are in memory, as the list that writers read; what ranks channels for a person.

import type { ChannelList, ChannelRecord, SharedKeyRecord } from '../features/channel-record.ts';
import { type KeyPlace, type SharedKey, sharedKeys } from '../features/shared-keys.ts';
import { isUnexplainedClass } from '../models/unexplained-class.ts';
import { jsonLine } from './safe-text.ts';

/** Records that are there already. */
export function channelList(records: readonly ChannelRecord[]): ChannelList {
  return {
    length: records.length,
    flows: records.reduce((sum, { flows }) => sum + flows, 0),
    bytes: records.reduce((sum, record) => sum + bytesOf(record), 0),
    foremost: (count) => [...records].sort(byImportance).slice(0, count),
    sharedKeys: (count) =>
      sharedKeys(keyPlaces(records), count).map((key) =>
        sharedKeyRecord(key, (at) => {
          const { destination, transport } = records[at];
          return { destination, transport };
        }),
      ),
    lines: () => records.map((record) => `${jsonLine(record)}\n`),
    [Symbol.iterator]: () => records[Symbol.iterator](),
  };
}

const DESTINATIONS = 4;

/** `destinationOf`: of a channel by its position. */
export function sharedKeyRecord(
  { id, algorithm, isCertificate, flows, channels, apps }: SharedKey,
  destinationOf: (at: number) => SharedKeyRecord['destinations'][number],
): SharedKeyRecord {
  return {
    key_id: id,
    algorithm,
    ...(isCertificate ? { certificate: true as const } : {}),
    flows,
    channels: channels.length,
    destinations: channels.slice(0, DESTINATIONS).map(destinationOf),
    apps: [...apps],
  };
}

function* keyPlaces(records: readonly ChannelRecord[]): Generator<KeyPlace> {
  for (const [at, { app, keys = [] }] of records.entries()) {
    for (const { key_id: id, algorithm, certificate, flows } of keys) {
      const name = app === undefined ? undefined : (app.packages[0] ?? `uid ${app.uid}`);
      yield { id, algorithm, isCertificate: certificate === true, flows, at, app: name };
    }
  }
}

function byImportance(a: ChannelRecord, b: ChannelRecord): number {
  const unexplained = Number(isUnexplainedClass(b.encryption.class)) - Number(isUnexplainedClass(a.encryption.class));
  return unexplained || bytesOf(b) - bytesOf(a) || (a.channel_id < b.channel_id ? -1 : 1);
}

function bytesOf(record: ChannelRecord): number {
  return record.bytes_up + record.bytes_down;
}
