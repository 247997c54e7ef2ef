// Evidence of the key lifecycle: key pairs (or secret keys, as the analytic says) made, imported, used or destroyed, and more of them an hour
// than is ordinary for the app (KeyGenerationThreshold).

import { counted } from '../base/counted.ts';
import { judgeKeyRate, keyHabit } from '../models/key-rate.ts';
import { decimals } from '../models/reason-text.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { CryptoAction } from '../telemetry/crypto-event.ts';
import type { Analytic } from './analytic.ts';
import type { AppCase, PlacedCrypto } from './app-case.ts';
import { distinctKeys } from './distinct-keys.ts';
import { CITED_LINES, type EvidenceItem } from './evidence-item.ts';

// Asymmetric APIs are used by 95 % of the pattern's apps and 37 % of benign ones in the fusion study behind these weights: 1.4 bits, of which
// the keys and their use are given one each.
const PRESENCE_BITS = 1;
const RATE_BITS = 2;
/** Apps differ, and many are looked at: what is worth bits is rarer than one in 128. */
const RATE_PRICE_BITS = 7;
const HOUR_US = 3600e6;
const REUSE_BITS = 2;
const MADE = new Set(['keypair_generated', 'keypair_imported', 'secret_key_created']);

/** As far as they can belong to what was captured. */
export function keyEvents(app: AppCase, analytic: Analytic): PlacedCrypto[] {
  return ownKeyEvents(app, analytic).filter((placed) => isTimely(app, placed));
}

/** Of the log's whole time. */
function ownKeyEvents({ crypto }: AppCase, { keyActions }: Analytic): PlacedCrypto[] {
  return distinctKeys(crypto.filter(({ event }) => keyActions.includes(event.action) && event.outcome !== 'failure'));
}

/**
 * Not longer than TimeWindow before the capture or after the app's last flow: keys and calls precede what is sent, and clocks are aligned to less.
 * Logs last for days, and what an app did on another one says nothing of what was seen.
 */
export function isTimely(
  { captureFromUs, sentToUs, parameters }: Pick<AppCase, 'captureFromUs' | 'sentToUs' | 'parameters'>,
  { captureUs, event }: Pick<PlacedCrypto, 'captureUs' | 'event'>,
): boolean {
  // What has no time may have any: the operator says that it belongs to this capture.
  if (event.isUndated === true) return true;
  const windowUs = parameters.time_window_s * 1e6;
  return captureUs >= captureFromUs - windowUs && captureUs <= sentToUs + windowUs;
}

export function keyEvidence(app: AppCase, analytic: Analytic): EvidenceItem[] {
  const events = keyEvents(app, analytic);
  if (events.length === 0) return [];
  const items = [presence(app, analytic, events)];
  if (analytic.countsKeys) items.push(...rate(app, ownKeyEvents(app, analytic)));
  if (analytic.countsReuse) items.push(...reuse(app));
  return items;
}

function presence({ history }: AppCase, { countsKeys }: Analytic, events: readonly PlacedCrypto[]): EvidenceItem {
  const counts = new Map<string, number>();
  for (const { event } of events) counts.set(wordsOf(event), (counts.get(wordsOf(event)) ?? 0) + 1);
  const parts = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([words, count]) =>
      counted(count, words, words.replace(/^(?:key pair|public key|secret key|key|use)/, '$&s')),
    );
  const algorithms = [
    ...new Set(events.map(({ event }) => event.algorithm).filter((name) => name !== undefined)),
  ].sort();
  const of = algorithms.length === 0 ? '' : ` (${algorithms.slice(0, 4).join(', ')})`;
  const untold = events.filter(({ event }) => isOfUntoldKind(event)).length;
  const kind =
    untold === 0 ? '' : ` Of ${counted(untold, 'event')} the log does not tell whether it is about a key pair.`;
  return {
    kind: 'key_events',
    area: EvidenceArea.keyLifecycle,
    ...span(events),
    bits: PRESENCE_BITS,
    statement: `The app's keys: ${parts.join(', ')}${of}.${kind}${countsKeys ? ` ${keyHabit(history)}.` : ''}`,
    formula: `${PRESENCE_BITS} bit for any event of the app's own keys`,
    numbers: { events: events.length },
    sources: cited(events),
  };
}

/** What happened to one key. Where the log does not tell what it is, it is called a key and no more. */
function wordsOf(event: PlacedCrypto['event']): string {
  const words = WORDS[event.action] ?? event.action;
  return isOfUntoldKind(event) ? words.replace('key pair', 'key') : words;
}

const WORDS: Partial<Record<CryptoAction, string>> = {
  keypair_generated: 'key pair generated',
  keypair_imported: 'key pair imported',
  keypair_destroyed: 'key pair destroyed',
  keypair_accessed: 'use of a key pair',
  public_key_loaded: 'public key loaded',
  secret_key_created: 'secret key created',
};

/** The system logs its keys by name alone, whatever they are. */
function isOfUntoldKind({ cryptoClass, algorithm }: PlacedCrypto['event']): boolean {
  return cryptoClass === 'unknown' && algorithm === undefined;
}

function rate(app: AppCase, events: readonly PlacedCrypto[]): EvidenceItem[] {
  const { parameters, crypto, history } = app;
  const made = events.filter(({ event }) => MADE.has(event.action) && event.isUndated !== true);
  const { during, hoursBefore } = split(app, made);
  if (during.length < 2) return [];
  // Over the time in which the app's calls were logged, an hour at least: a burst at the beginning is no rate.
  const loggedUs = crypto[crypto.length - 1].captureUs - (hoursBefore > 0 ? app.captureFromUs : crypto[0].captureUs);
  const hours = Math.max(1, loggedUs / HOUR_US);
  const within = hours > 1 ? `${decimals(hours, 2)} h` : 'less than an hour';
  const before = hoursBefore > 0 ? { keys: made.length - during.length, hours: hoursBefore } : undefined;
  const counts = { keys: during.length, hours, before };
  const { chance, numbers, against } = judgeKeyRate(counts, parameters.key_generations_per_hour, history);
  const bits = rateBits(chance);
  if (bits <= 0) return [];
  return [
    {
      kind: 'key_rate',
      area: EvidenceArea.keyLifecycle,
      ...span(during),
      bits,
      statement: `The app made ${counted(during.length, 'key')} in ${within}, ${against}: chance ${chance.toExponential(1)}.`,
      formula: `min(${RATE_BITS}, −log2 chance − ${RATE_PRICE_BITS}); chance = tests · P(Poisson(expected) ≥ keys), or tests · P(Binomial(keys + keys_before, hours / (hours + hours_before)) ≥ keys)`,
      numbers: { ...numbers, chance },
      sources: cited(during),
    },
  ];
}

export function rateBits(chance: number): number {
  return Math.min(RATE_BITS, Math.max(0, -Math.log2(Math.max(chance, 1e-300)) - RATE_PRICE_BITS));
}

/** Keys made since the capture began, TimeWindow before it counted in, and the hours of the log before that. */
function split(
  { captureFromUs, cryptoLogFromUs, parameters }: AppCase,
  made: readonly PlacedCrypto[],
): { during: readonly PlacedCrypto[]; hoursBefore: number } {
  const sinceUs = captureFromUs - parameters.time_window_s * 1e6;
  const hoursBefore = Math.max(0, (sinceUs - (cryptoLogFromUs ?? sinceUs)) / HOUR_US);
  const during = made.filter(({ captureUs }) => captureUs >= sinceUs);
  return hoursBefore > 0 ? { during, hoursBefore } : { during: made, hoursBefore };
}

function reuse(app: AppCase): EvidenceItem[] {
  const { crypto, parameters } = app;
  const uses = new Map<string, PlacedCrypto[]>();
  for (const placed of crypto) {
    const { keyId, action, cryptoClass } = placed.event;
    // A public key is used by everybody who has it, and is no secret.
    if (keyId === undefined || action !== 'cipher_final' || cryptoClass === 'asymmetric') continue;
    if (!isTimely(app, placed)) continue;
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

export function span(events: readonly { readonly captureUs: number }[]): { startUs: number; endUs: number } {
  return { startUs: events[0].captureUs, endUs: events[events.length - 1].captureUs };
}

export function cited(events: readonly { readonly source: string }[]): string[] {
  return events.slice(0, CITED_LINES).map(({ source }) => source);
}
