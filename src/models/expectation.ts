// What an app is for, in the user's own words: a catalogue entry says which keys, protocols, destinations and background work belong to its
// function. An app without an entry is "expectation unknown", which moves nothing.

import type { SpokenKind } from './allowlist.ts';
import { type KnownApp, matchIdentity } from './app-identity.ts';
import { type Destination, matchDestination } from './destination-pattern.ts';

/** What is expected of an app or of a category. Absent keys expect nothing and forbid nothing. */
export interface ExpectedBehaviour {
  /** AllowedCryptoApps: making and using keys of its own belongs to its function. */
  readonly crypto?: boolean | undefined;
  /** Working while nobody looks belongs to its function. */
  readonly background?: boolean | undefined;
  /** Encryption classes, schemes or services of its channels: tls, mtproto, custom, … */
  readonly protocols?: readonly string[] | undefined;
  readonly destinations?: readonly string[] | undefined;
  readonly permissions?: readonly string[] | undefined;
}

export interface CatalogueEntry extends ExpectedBehaviour {
  readonly package: string;
  readonly signer?: string | undefined;
  readonly installer?: readonly string[] | undefined;
  readonly category?: string | undefined;
  readonly note?: string | undefined;
}

export interface Catalogue {
  readonly categories: Readonly<Record<string, ExpectedBehaviour>>;
  readonly apps: readonly CatalogueEntry[];
}

export interface Expectation {
  readonly status: 'known' | 'unknown' | 'conflict';
  readonly category: string | undefined;
  readonly reason: string;
  /** Of a known app: its own keys, and those of its category where it has none. */
  readonly behaviour: ExpectedBehaviour;
}

const NOTHING: ExpectedBehaviour = {};

export function expectationOf(catalogue: Catalogue | undefined, app: KnownApp): Expectation {
  if (catalogue === undefined)
    return unknown('No catalogue was given: nothing is expected, and nothing is out of place.');
  const entries = catalogue.apps.filter((entry) => app.packages.includes(entry.package));
  const [named] = entries;
  if (named === undefined) return unknown('The catalogue has no entry for this app: what it is for is not known.');
  for (const entry of entries) {
    const identity = matchIdentity(entry.package, entry.signer, app);
    if (identity === 'other signer') {
      return conflict(entry, `The catalogue knows ${entry.package} with another signer.`);
    }
    if (identity === 'signer unknown') {
      return unknown(
        `The catalogue has ${entry.package} with a signer, and the signer of the installed app is not known.`,
      );
    }
    if (entry.installer !== undefined && app.installer !== undefined && !entry.installer.includes(app.installer)) {
      return conflict(entry, `${entry.package} was installed by ${app.installer}, which its entry does not name.`);
    }
    const extra = app.permissions?.filter((name) => entry.permissions?.includes(name) === false) ?? [];
    const category = entry.category === undefined ? undefined : catalogue.categories[entry.category];
    const permissions =
      extra.length === 0 ? '' : ` It has permissions beyond the entry: ${extra.slice(0, 3).join(', ')}.`;
    return {
      status: 'known',
      category: entry.category,
      reason: `The catalogue has an entry for ${entry.package}${entry.category === undefined ? '' : ` as ${entry.category}`}.${permissions}`,
      behaviour: merged(category ?? NOTHING, entry),
    };
  }
  return unknown('The catalogue has no entry for this app: what it is for is not known.');
}

export interface ExpectableChannel {
  /** Asked for where an entry names destinations: to find it may take reading the flow's line. */
  readonly destination: () => Destination;
  /** What its counted flows are, each kind once. */
  readonly spoken: readonly SpokenKind[];
}

/**
 * `expected`: protocol and destination are both named, or one is named and the other left open. `unexpected`: an entry that names them names
 * others. `open`: nothing was said.
 */
export function judgeChannelExpectation(
  { status, behaviour }: Expectation,
  channel: ExpectableChannel,
): 'expected' | 'unexpected' | 'open' {
  if (status !== 'known') return 'open';
  const { protocols, destinations } = behaviour;
  if (protocols === undefined && destinations === undefined) return 'open';
  const protocol =
    protocols &&
    channel.spoken.every(({ class: encryption, scheme, service }) =>
      protocols.some((name) => name === encryption || name === scheme || name === service),
    );
  const destination = destinations && isAmong(destinations, channel.destination());
  return protocol === false || destination === false ? 'unexpected' : 'expected';
}

function isAmong(patterns: readonly string[], destination: Destination): boolean {
  return patterns.some((pattern) => matchDestination(pattern, destination) !== undefined);
}

function merged(category: ExpectedBehaviour, entry: CatalogueEntry): ExpectedBehaviour {
  return {
    crypto: entry.crypto ?? category.crypto,
    background: entry.background ?? category.background,
    protocols: entry.protocols ?? category.protocols,
    destinations: entry.destinations ?? category.destinations,
    permissions: entry.permissions ?? category.permissions,
  };
}

function unknown(reason: string): Expectation {
  return { status: 'unknown', category: undefined, reason, behaviour: NOTHING };
}

function conflict({ category }: CatalogueEntry, reason: string): Expectation {
  return { status: 'conflict', category, reason, behaviour: NOTHING };
}
