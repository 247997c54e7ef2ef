// The same key in other flows, channels and apps, by its id: what one channel shares with others. Facts only; unknown where a key is met once.

import type { Channel } from './channel.ts';

/** A key as a channel carries it, and where else it is met. */
export interface LinkedKey {
  readonly id: string;
  readonly algorithm: string;
  /** Whose bytes hold it. */
  readonly from: 'orig' | 'resp';
  /** Flows of this channel, and of all of the run. */
  readonly flows: number;
  readonly allFlows: number;
  /** Positions of other channels in the run's list. */
  readonly otherChannels: readonly number[];
  /** Packages (or `uid N`) of other apps. */
  readonly otherApps: readonly string[];
}

const KEYS_A_CHANNEL = 16;
const OTHERS_LISTED = 8;
const NO_KEYS: readonly LinkedKey[] = [];

/** Keys of each channel, in the order of the channels: those of most flows first, sixteen at most. */
export function linkKeys(channels: readonly Channel[]): readonly (readonly LinkedKey[])[] {
  const own = channels.map(keysOf);
  const places = new Map<string, number[]>();
  own.forEach((keys, at) => {
    for (const { id } of keys?.values() ?? []) {
      const known = places.get(id);
      if (known === undefined) places.set(id, [at]);
      else if (known[known.length - 1] !== at) known.push(at);
    }
  });
  return own.map((keys, at) => {
    if (keys === undefined) return NO_KEYS;
    return [...keys.values()]
      .sort((a, b) => b.flows - a.flows || (a.id < b.id ? -1 : 1))
      .slice(0, KEYS_A_CHANNEL)
      .map((key) => linked(key, at, channels, own, places.get(key.id) ?? []));
  });
}

interface OwnKey {
  readonly id: string;
  readonly algorithm: string;
  readonly from: 'orig' | 'resp';
  flows: number;
}

/** By id and side; undefined for a channel without keys, as most are. */
function keysOf({ flows }: Channel): Map<string, OwnKey> | undefined {
  let found: Map<string, OwnKey> | undefined;
  for (const flow of flows) {
    const { keys } = flow;
    if (keys.length === 0) continue;
    for (const { id, algorithm, from, isBare } of keys) {
      if (isBare) continue;
      const name = `${from} ${id}`;
      found ??= new Map();
      const known = found.get(name);
      if (known === undefined) found.set(name, { id, algorithm, from, flows: 1 });
      else known.flows++;
    }
  }
  return found;
}

function linked(
  { id, algorithm, from, flows }: OwnKey,
  at: number,
  channels: readonly Channel[],
  own: readonly (ReadonlyMap<string, OwnKey> | undefined)[],
  places: readonly number[],
): LinkedKey {
  let allFlows = 0;
  const apps = new Set<string>();
  const uid = channels[at].app?.uid;
  for (const place of places) {
    for (const side of ['orig', 'resp']) allFlows += own[place]?.get(`${side} ${id}`)?.flows ?? 0;
    const { app } = channels[place];
    if (app !== undefined && app.uid !== uid) apps.add(app.packages[0] ?? `uid ${app.uid}`);
  }
  const otherChannels = places.filter((place) => place !== at).slice(0, OTHERS_LISTED);
  return { id, algorithm, from, flows, allFlows, otherChannels, otherApps: [...apps].sort().slice(0, OTHERS_LISTED) };
}
