// Evidence of the key lifecycle: key pairs (or secret keys, as the analytic says) made, imported, used or destroyed, and more of them an hour
// than is ordinary for an app (KeyGenerationThreshold), by the tail of a Poisson distribution.

import { counted } from '../base/counted.ts';
import { decimals } from '../models/reason-text.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { Analytic } from './analytic.ts';
import type { AppCase, PlacedCrypto } from './app-case.ts';
import { CITED_LINES, type EvidenceItem } from './evidence-item.ts';

// Asymmetric APIs are used by 95 % of the pattern's apps and 37 % of benign ones in the fusion study behind these weights: 1.4 bits, of which
// the keys and their use are given one each.
const PRESENCE_BITS = 1;
const RATE_BITS = 2;
const REUSE_BITS = 2;
const MADE = new Set(['keypair_generated', 'keypair_imported', 'secret_key_created']);

export function keyEvents({ crypto }: AppCase, analytic: Analytic): PlacedCrypto[] {
  const { keyActions } = analytic;
  return crypto.filter(({ event }) => keyActions.includes(event.action) && event.outcome !== 'failure');
}

export function keyEvidence(app: AppCase, analytic: Analytic): EvidenceItem[] {
  const events = keyEvents(app, analytic);
  if (events.length === 0) return [];
  const items = [presence(events)];
  if (analytic.countsKeys) items.push(...rate(app, events));
  if (analytic.countsReuse) items.push(...reuse(app));
  return items;
}

function presence(events: readonly PlacedCrypto[]): EvidenceItem {
  const counts = new Map<string, number>();
  for (const { event } of events) counts.set(event.action, (counts.get(event.action) ?? 0) + 1);
  const parts = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${count} ${name}`);
  const algorithms = [
    ...new Set(events.map(({ event }) => event.algorithm).filter((name) => name !== undefined)),
  ].sort();
  const of = algorithms.length === 0 ? '' : ` (${algorithms.slice(0, 4).join(', ')})`;
  return {
    kind: 'key_events',
    area: EvidenceArea.keyLifecycle,
    ...span(events),
    bits: PRESENCE_BITS,
    statement: `The app's keys: ${parts.join(', ')}${of}.`,
    formula: `${PRESENCE_BITS} bit for any event of the app's own keys`,
    numbers: { events: events.length },
    sources: cited(events),
  };
}

function rate({ parameters, crypto }: AppCase, events: readonly PlacedCrypto[]): EvidenceItem[] {
  const made = events.filter(({ event }) => MADE.has(event.action));
  if (made.length < 2) return [];
  // Over the time in which the app's calls were logged, an hour at least: a burst at the beginning is no rate.
  const loggedUs = crypto[crypto.length - 1].captureUs - crypto[0].captureUs;
  const hours = Math.max(1, loggedUs / 3600e6);
  const expected = parameters.key_generations_per_hour * hours;
  const tail = poissonTail(made.length, expected);
  const bits = Math.min(RATE_BITS, Math.max(0, -Math.log2(Math.max(tail, 1e-300)) - 7));
  if (bits <= 0) return [];
  return [
    {
      kind: 'key_rate',
      area: EvidenceArea.keyLifecycle,
      ...span(made),
      bits,
      statement: `The app made ${counted(made.length, 'key')} in ${decimals(hours, 2)} h, where ${decimals(expected, 2)} are ordinary: chance ${tail.toExponential(1)}.`,
      formula: `min(${RATE_BITS}, −log2 P(Poisson(key_generations_per_hour · hours) ≥ keys) − 7), hours at least 1`,
      numbers: { keys: made.length, hours, expected, chance: tail },
      sources: cited(made),
    },
  ];
}

function reuse({ crypto, parameters }: AppCase): EvidenceItem[] {
  const uses = new Map<string, PlacedCrypto[]>();
  for (const placed of crypto) {
    const { keyId, action } = placed.event;
    if (keyId === undefined || action !== 'cipher_final') continue;
    const known = uses.get(keyId);
    if (known === undefined) uses.set(keyId, [placed]);
    else known.push(placed);
  }
  let most: PlacedCrypto[] = [];
  for (const list of uses.values()) if (list.length > most.length) most = list;
  if (most.length < parameters.key_reuse_threshold) return [];
  return [
    {
      kind: 'key_reuse',
      area: EvidenceArea.keyLifecycle,
      ...span(most),
      bits: REUSE_BITS,
      statement: `One secret key was used for ${counted(most.length, 'operation')} (KeyReuseThreshold ${parameters.key_reuse_threshold}).`,
      formula: `${REUSE_BITS} bits from key_reuse_threshold operations with one key on`,
      numbers: { operations: most.length, threshold: parameters.key_reuse_threshold },
      sources: cited(most),
    },
  ];
}

/** P(X ≥ count) for X ~ Poisson(mean). */
export function poissonTail(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let below = 0;
  for (let k = 0; k < count; k++) {
    below += term;
    term *= mean / (k + 1);
  }
  // Where the difference from one is lost, the first term of the tail bounds it well enough.
  const tail = 1 - below;
  return tail > 1e-12 ? tail : Math.min(1, term / Math.max(1e-9, 1 - mean / (count + 1)));
}

export function span(events: readonly { readonly captureUs: number }[]): { startUs: number; endUs: number } {
  return { startUs: events[0].captureUs, endUs: events[events.length - 1].captureUs };
}

export function cited(events: readonly { readonly source: string }[]): string[] {
  return events.slice(0, CITED_LINES).map(({ source }) => source);
}
