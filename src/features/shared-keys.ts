// Keys that several channels carry, as a list for a person: those of openings first, because a certificate is shown by its server to everybody.

/** A key in one channel. */
export interface KeyPlace {
  readonly id: string;
  readonly algorithm: string;
  readonly isCertificate: boolean;
  /** Of the channel that carry it. */
  readonly flows: number;
  /** The channel's position. */
  readonly at: number;
  /** Package (or `uid N`). */
  readonly app: string | undefined;
}

export interface SharedKey {
  readonly id: string;
  readonly algorithm: string;
  /** Certificates alone hold it. */
  readonly isCertificate: boolean;
  readonly flows: number;
  /** Positions, ascending. */
  readonly channels: readonly number[];
  /** Each once, sorted. */
  readonly apps: readonly string[];
}

/** Keys of two channels or more: of openings first, then those of most apps, channels and flows. */
export function sharedKeys(places: Iterable<KeyPlace>, count: number): SharedKey[] {
  const byId = new Map<string, KeyPlace[]>();
  for (const place of places) {
    const known = byId.get(place.id);
    if (known === undefined) byId.set(place.id, [place]);
    else known.push(place);
  }
  const shared: SharedKey[] = [];
  for (const [id, own] of byId) {
    const channels = [...new Set(own.map(({ at }) => at))].sort((a, b) => a - b);
    if (channels.length < 2) continue;
    shared.push({
      id,
      algorithm: own[0].algorithm,
      isCertificate: own.every(({ isCertificate }) => isCertificate),
      flows: own.reduce((sum, { flows }) => sum + flows, 0),
      channels,
      apps: [...new Set(own.flatMap(({ app }) => app ?? []))].sort(),
    });
  }
  return shared.sort(byInterest).slice(0, count);
}

function byInterest(a: SharedKey, b: SharedKey): number {
  return (
    Number(a.isCertificate) - Number(b.isCertificate) ||
    b.apps.length - a.apps.length ||
    b.channels.length - a.channels.length ||
    b.flows - a.flows ||
    (a.id < b.id ? -1 : 1)
  );
}
