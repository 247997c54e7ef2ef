// Evidence of the API area: calls of the analytic's kind of cryptography (encryption, wrapping, agreement, signatures), and how surely the app's
// sends follow them in the order key → crypto → send (TimeWindow).

import { counted } from '../base/counted.ts';
import { type Coincidence, judgeCoincidence } from '../models/coincidence.ts';
import { decimals } from '../models/reason-text.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { CryptoAction, CryptoEvent } from '../telemetry/crypto-event.ts';
import type { Analytic } from './analytic.ts';
import type { AppCase, PlacedCrypto } from './app-case.ts';
import type { EvidenceItem } from './evidence-item.ts';
import { cited, isTimely, keyEvents, span } from './key-evidence.ts';

const PRESENCE_BITS = 1;
const SEQUENCE_BITS = 5;
/** One call a beat is a rhythm that shifts can match; more than a chance of 1 in 20 is no evidence. */
const SEQUENCE_MAX_P = 0.05;
const USES: ReadonlySet<CryptoAction> = new Set([
  'cipher_final',
  'key_wrap',
  'key_agreement',
  'sign',
  'keypair_accessed',
]);
/** Calls of an app that are compared with its sends; beyond it the first stand for all. */
const MAX_CALLS = 2048;

/** Calls of the analytic's classes of cryptography. `keypair_accessed` is a use by definition. */
export function useEvents(app: AppCase, { classes }: Analytic): PlacedCrypto[] {
  return app.crypto.filter((placed) => isTimely(app, placed) && isUse(placed.event, classes));
}

function isUse({ action, outcome, operation, cryptoClass }: CryptoEvent, classes: Analytic['classes']): boolean {
  return (
    USES.has(action) &&
    outcome !== 'failure' &&
    operation !== 'decrypt' &&
    operation !== 'unwrap' &&
    classes.includes(classOf(action, cryptoClass))
  );
}

export function cryptoEvidence(app: AppCase, analytic: Analytic): EvidenceItem[] {
  const uses = useEvents(app, analytic);
  if (uses.length === 0) return [];
  const names = new Map<string, number>();
  for (const { event } of uses) {
    const name = event.transformation ?? [event.algorithm, event.operation ?? event.action].filter(Boolean).join(' ');
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  const parts = [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${count} × ${name}`);
  return [
    {
      kind: 'crypto_use',
      area: EvidenceArea.asymmetricApiUse,
      ...span(uses),
      bits: PRESENCE_BITS,
      statement: `The app called ${analytic.useWords} itself: ${parts.slice(0, 4).join(', ')}${parts.length > 4 ? ', …' : ''}.`,
      formula: `${PRESENCE_BITS} bit for any call of the analytic's kind`,
      numbers: { calls: uses.length },
      sources: cited(uses),
    },
  ];
}

export interface ChannelSequence {
  readonly item: EvidenceItem;
  readonly coincidence: Coincidence;
}

/**
 * How surely the sends of one channel follow the app's crypto calls. `channels`: how many of the app's channels are asked, which the p-value
 * pays for. Undefined where it could be chance.
 */
export function sequenceEvidence(
  app: AppCase,
  analytic: Analytic,
  sends: readonly number[],
  destination: string,
  channels: number,
): ChannelSequence | undefined {
  const windowUs = app.parameters.time_window_s * 1e6;
  const { calls, keyed } = orderedCalls(app, analytic, windowUs);
  if (calls.length === 0) return undefined;
  const times = calls.slice(0, MAX_CALLS).map(({ captureUs }) => captureUs);
  const coincidence = judgeCoincidence(times, sends, activityOf(app), windowUs);
  if (coincidence === undefined) return undefined;
  const pValue = Math.min(1, coincidence.pValue * channels);
  if (pValue > SEQUENCE_MAX_P) return undefined;
  const { hits, windowUs: usedUs, bouts, shifts, asGood } = coincidence;
  const order = keyed > 0 ? 'key, then crypto, then send' : 'crypto, then send';
  const window = usedUs < 1e6 ? `${Math.round(usedUs / 1000)} ms` : `${decimals(usedUs / 1e6, 2)} s`;
  return {
    coincidence,
    item: {
      kind: 'sequence',
      area: EvidenceArea.asymmetricApiUse,
      ...span(calls),
      bits: Math.min(SEQUENCE_BITS, -Math.log2(pValue)),
      statement: `In the order ${order}: ${hits} of ${counted(times.length, 'call')} were followed within ${window} by something sent to ${destination}; ${asGood} of ${shifts} shifts round the app's own awake time (${counted(bouts, 'bout')}) do as well.`,
      formula: `min(${SEQUENCE_BITS}, −log2(channels · (1 + as_good) / (1 + shifts)))`,
      numbers: {
        hits,
        calls: times.length,
        with_key: keyed,
        window_ms: usedUs / 1000,
        awake_s: coincidence.awakeUs / 1e6,
        bouts,
        shifts,
        as_good: asGood,
        channels,
        p_value: pValue,
      },
      sources: cited(calls),
    },
  };
}

/** Calls that make or hand over ciphertext; where the app has keys of its own, only those that a key event precedes within the window. */
function orderedCalls(app: AppCase, analytic: Analytic, windowUs: number): { calls: PlacedCrypto[]; keyed: number } {
  const uses = [...useEvents(app, analytic), ...timelyOutputs(app)];
  const calls = [...new Set(uses)].filter(isDated).sort((a, b) => a.captureUs - b.captureUs);
  const keys = keyEvents(app, analytic).filter(isDated);
  if (keys.length < 2) return { calls, keyed: 0 };
  let at = 0;
  const keyed = calls.filter(({ captureUs }) => {
    while (at < keys.length && keys[at].captureUs <= captureUs) at++;
    return at > 0 && captureUs - keys[at - 1].captureUs <= windowUs;
  });
  return keyed.length * 2 >= calls.length ? { calls: keyed, keyed: keyed.length } : { calls, keyed: 0 };
}

function isDated({ event }: PlacedCrypto): boolean {
  return event.isUndated !== true;
}

/** Ciphertext the app made, encoded or wrote to a file, whatever its cryptography and whenever: what is found on the wire is placed by its bytes. */
export function outputEvents({ crypto }: Pick<AppCase, 'crypto'>): PlacedCrypto[] {
  return crypto.filter(({ event }) => event.outcome !== 'failure' && isOutput(event));
}

/** The same, as far as it can belong to what was captured. */
export function timelyOutputs(app: AppCase): PlacedCrypto[] {
  return outputEvents(app).filter((placed) => isTimely(app, placed));
}

/** Most of what apps encode and write is no ciphertext: that it is must be said. */
function isOutput({ action, operation }: CryptoEvent): boolean {
  if (action === 'file_write' || action === 'encode') return operation === 'encrypt' || operation === 'wrap';
  return (action === 'cipher_final' || action === 'key_wrap') && operation !== 'decrypt' && operation !== 'unwrap';
}

/** Every moment at which the app is known to have done something, while its sends were captured. */
export function activityOf(app: AppCase): number[] {
  const { crypto, channels, sends } = app;
  const moments = crypto.filter((placed) => isTimely(app, placed) && isDated(placed)).map(({ captureUs }) => captureUs);
  for (const { channel } of channels) for (const flow of channel.flows) moments.push(flow.startUs, flow.endUs);
  for (const flow of sends ?? []) for (const { timeUs } of flow.sends) moments.push(timeUs);
  return moments.sort((a, b) => a - b);
}

function classOf(action: CryptoAction, named: string | undefined): Analytic['classes'][number] {
  if (named !== undefined) return named as Analytic['classes'][number];
  return action === 'cipher_final' ? 'unknown' : 'asymmetric';
}
