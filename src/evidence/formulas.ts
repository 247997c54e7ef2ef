// The formula of each kind of evidence as a function of the numbers in its record, so that anyone can compute the bits again: `cipherscope explain`
// does, and a test holds every record to it.

import { HABIT_BITS, MAX_NOVELTY_BITS } from '../models/app-history.ts';
import { poissonTail } from '../models/key-rate.ts';
import { binomialTail, LENGTH_TRIALS } from '../models/length-match.ts';
import { STRUCTURE_FORMULAS } from '../models/structure-formulas.ts';
import { rateBits } from './key-evidence.ts';

/** Bits from `numbers`; undefined for a kind that is not known here. */
export function recomputedBits(kind: string, numbers: Readonly<Record<string, number>>): number | undefined {
  const formula = Object.hasOwn(FORMULAS, kind) ? FORMULAS[kind] : undefined;
  return formula === undefined ? undefined : formula((name) => numbers[name] ?? 0);
}

type Read = (name: string) => number;

const FORMULAS: Readonly<Record<string, (read: Read) => number>> = {
  key_events: (read) => (read('events') > 0 ? 1 : 0),
  key_rate: (read) => {
    const [keys, hours, hoursBefore] = [read('keys'), read('hours'), read('hours_before')];
    const tail =
      hoursBefore > 0
        ? binomialTail(keys + read('keys_before'), keys, hours / (hours + hoursBefore))
        : poissonTail(keys, read('expected'));
    return rateBits(Math.min(1, read('tests') * tail));
  },
  key_reuse: (read) => (read('operations') >= read('threshold') ? 2 : 0),
  crypto_use: (read) => (read('calls') > 0 ? 1 : 0),
  sequence: (read) =>
    Math.min(5, -Math.log2(Math.min(1, (read('channels') * (1 + read('as_good'))) / (1 + read('shifts'))))),
  content_match: (read) => (read('outputs') > 0 ? 6 : 0),
  length_match: (read) => {
    const tail = binomialTail(read('events'), read('hits'), read('chance'));
    return Math.min(
      4,
      -Math.log2(Math.min(1, tail * LENGTH_TRIALS[0] * LENGTH_TRIALS[1] * Math.max(1, read('channels')))),
    );
  },
  blob_written: (read) => (read('files') > 0 ? 1 : 0),
  background: (read) =>
    2 * (read('background') / read('known')) +
    (read('locked') * 2 >= read('background') ? 1 : 0) +
    (read('started') > 0 ? 1 : 0) +
    (read('hidden') > 0 ? 1 : 0) +
    read('required'),
  foreground: (read) => (read('foreground') / read('known') >= 0.9 ? 4 : 0),
  not_in_use: () => 0,
  device_unattended: () => 0,
  ciphertext: (read) => (read('most_in_a_flow') >= 1024 ? 6 : 4),
  carrier: () => 4,
  out_of_place: () => 2,
  shared_key: (read) => (read('channels') + read('captures') > 0 ? 1 : 0),
  sent_key_reuse: (read) => (read('flows') >= read('threshold') ? 2 : 0),
  new_destination: (read) => Math.min(MAX_NOVELTY_BITS, -Math.log2(read('share'))),
  new_scheme: (read) => Math.min(MAX_NOVELTY_BITS, -Math.log2(read('share'))),
  habit: () => HABIT_BITS,
  ...Object.fromEntries(Object.entries(STRUCTURE_FORMULAS).map(([kind, { bits }]) => [kind, bits])),
};
