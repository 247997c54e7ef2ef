// The analytics as data: which events of crypto logs speak to which area, and which mutable elements take part. AN1762 is the one this project is
// about; AN1716 and AN1731 are its siblings for encrypted channels in general and for symmetric cryptography. One engine runs all of them.

import type { CryptoAction, CryptoClass } from '../telemetry/crypto-event.ts';

export interface Analytic {
  readonly id: string;
  readonly version: string;
  readonly attack_version: string;
  readonly technique: string;
  /** ATT&CK's name of the technique. */
  readonly techniqueName: string;
  /** Ends "…, the pattern of". */
  readonly title: string;
  /** Events of the key lifecycle area. */
  readonly keyActions: readonly CryptoAction[];
  /** Classes of cryptography whose use counts as the API area. */
  readonly classes: readonly CryptoClass[];
  /** What the API area is called in sentences. */
  readonly useWords: string;
  /** KeyGenerationThreshold takes part. */
  readonly countsKeys: boolean;
  /** KeyReuseThreshold takes part: one secret key over many operations. */
  readonly countsReuse: boolean;
  /** EntropyThreshold takes part: ciphertext below it does not count. */
  readonly usesEntropy: boolean;
}

const PAIR_ACTIONS: readonly CryptoAction[] = [
  'keypair_generated',
  'keypair_imported',
  'keypair_destroyed',
  'keypair_accessed',
  'public_key_loaded',
];

export const AN1762 = {
  id: 'AN1762',
  version: '1.1',
  attack_version: '19.1',
  technique: 'T1521.002',
  techniqueName: 'Asymmetric Cryptography',
  title: 'asymmetric cryptography',
  keyActions: PAIR_ACTIONS,
  classes: ['asymmetric'],
  useWords: 'asymmetric cryptography',
  countsKeys: true,
  countsReuse: false,
  usesEntropy: false,
} as const satisfies Analytic;

export const AN1716 = {
  id: 'AN1716',
  version: '1.1',
  attack_version: '19.1',
  technique: 'T1521',
  techniqueName: 'Encrypted Channel',
  title: 'an encrypted channel',
  keyActions: [...PAIR_ACTIONS, 'secret_key_created'],
  classes: ['asymmetric', 'symmetric', 'kdf', 'unknown'],
  useWords: 'cryptography',
  countsKeys: false,
  countsReuse: false,
  usesEntropy: true,
} as const satisfies Analytic;

export const AN1731 = {
  id: 'AN1731',
  version: '1.1',
  attack_version: '19.1',
  technique: 'T1521.001',
  techniqueName: 'Symmetric Cryptography',
  title: 'symmetric cryptography',
  keyActions: ['secret_key_created'],
  classes: ['symmetric'],
  useWords: 'symmetric cryptography',
  countsKeys: false,
  countsReuse: true,
  usesEntropy: true,
} as const satisfies Analytic;

export const ANALYTICS = [AN1762, AN1716, AN1731] as const satisfies readonly Analytic[];
export const ANALYTIC_IDS = ['AN1762', 'AN1716', 'AN1731'] as const;

/** By the id that a record names; undefined where another version wrote the record and this one does not know it. */
export function analyticOf(id: string): Analytic | undefined {
  return ANALYTICS.find((analytic) => analytic.id === id);
}

/** The analytics that run: those that were asked for, in the order of the table; AN1762 where nothing was said. */
export function chosenAnalytics(ids: readonly string[] | undefined): readonly Analytic[] {
  return ids === undefined ? [AN1762] : ANALYTICS.filter(({ id }) => ids.includes(id));
}
