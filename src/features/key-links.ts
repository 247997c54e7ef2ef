// The same key in other flows, channels and apps, by its id: what one channel shares with others. Facts only; unknown where a key is met once.

import { type Channel, channelId } from './channel.ts';
import type { KeyPlace } from './shared-keys.ts';

/** A key as a channel carries it, and where else it is met. */
export interface LinkedKey {
  readonly id: string;
  readonly algorithm: string;
  /** Whose bytes hold it. */
  readonly from: 'orig' | 'resp';
  /** In certificates of the server, and nowhere else in this channel. */
  readonly isCertificate: boolean;
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

/** What channels carry; links are asked for once all were noted. */
export class KeyLinks {
  /** Of channels with keys, by position. */
  readonly #carriers = new Map<number, Carrier>();
  /** Positions of the channels of each key, ascending. */
  readonly #places = new Map<string, number[]>();

  /** `at`: the channel's position in the run's list, ascending. */
  note(channel: Channel, at: number): void {
    const keys = keysOf(channel);
    if (keys === undefined) return;
    this.#carriers.set(at, { id: channelId(channel), keys, app: channel.app });
    for (const { id } of keys.values()) {
      const known = this.#places.get(id);
      if (known === undefined) this.#places.set(id, [at]);
      else if (known[known.length - 1] !== at) known.push(at);
    }
  }

  /** Keys of a channel: those of most flows first, sixteen at most. */
  of(at: number): readonly LinkedKey[] {
    const carrier = this.#carriers.get(at);
    if (carrier === undefined) return NO_KEYS;
    return [...carrier.keys.values()]
      .sort((a, b) => b.flows - a.flows || (a.id < b.id ? -1 : 1))
      .slice(0, KEYS_A_CHANNEL)
      .map((key) => this.#linked(key, at, carrier.app?.uid));
  }

  /** The id of a channel that carries keys, without asking for its flows again. */
  idOf(at: number): string {
    return (this.#carriers.get(at) as Carrier).id;
  }

  /** Every key of every channel. */
  *places(): Generator<KeyPlace> {
    for (const [at, { keys, app }] of this.#carriers) {
      const name = app === undefined ? undefined : appName(app);
      for (const { id, algorithm, isCertificate, flows } of keys.values()) {
        yield { id, algorithm, isCertificate, flows, at, app: name };
      }
    }
  }

  #linked({ id, algorithm, from, isCertificate, flows }: OwnKey, at: number, uid: number | undefined): LinkedKey {
    const places = this.#places.get(id) ?? [];
    let allFlows = 0;
    const apps = new Set<string>();
    for (const place of places) {
      const carrier = this.#carriers.get(place);
      for (const side of ['orig', 'resp']) allFlows += carrier?.keys.get(`${side} ${id}`)?.flows ?? 0;
      const app = carrier?.app;
      if (app !== undefined && app.uid !== uid) apps.add(appName(app));
    }
    const otherChannels = places.filter((place) => place !== at).slice(0, OTHERS_LISTED);
    return {
      id,
      algorithm,
      from,
      isCertificate,
      flows,
      allFlows,
      otherChannels,
      otherApps: [...apps].sort().slice(0, OTHERS_LISTED),
    };
  }
}

function appName({ packages, uid }: { readonly packages: readonly string[]; readonly uid: number }): string {
  return packages[0] ?? `uid ${uid}`;
}

interface Carrier {
  /** Of the channel. */
  readonly id: string;
  /** By side and id. */
  readonly keys: ReadonlyMap<string, OwnKey>;
  readonly app: Channel['app'];
}

interface OwnKey {
  readonly id: string;
  readonly algorithm: string;
  readonly from: 'orig' | 'resp';
  isCertificate: boolean;
  flows: number;
}

/** By id and side; undefined for a channel without keys, as most are. */
function keysOf({ flows }: Channel): Map<string, OwnKey> | undefined {
  let found: Map<string, OwnKey> | undefined;
  for (const flow of flows) {
    const { keys } = flow;
    if (keys.length === 0) continue;
    for (const { id, algorithm, from, isBare, isCertificate } of keys) {
      if (isBare) continue;
      const name = `${from} ${id}`;
      found ??= new Map();
      const known = found.get(name);
      if (known === undefined) found.set(name, { id, algorithm, from, isCertificate, flows: 1 });
      else {
        known.flows++;
        known.isCertificate &&= isCertificate;
      }
    }
  }
  return found;
}
