// Message lengths of named key exchanges without payload: facts of the specifications, with 25519 keys of 32 bytes and tags of 16.
// A shape names what has the same lengths, not what it is: whoever sends 32, 96 and 64 bytes looks like Noise XX.

import type { MlKemName } from './ml-kem-key.ts';

export interface Shape {
  readonly like: string;
  /** What each side sends before the other answers, the originator first. Of two or three turns, the first two begin with an X25519 key. */
  readonly turns: readonly number[];
}

/**
 * Noise Protocol Framework rev. 34 §7.4 and §7.5. Longer ones first: a shorter one is the beginning of some of them. Patterns of the same lengths
 * share a line.
 */
export const NOISE_SHAPES: readonly Shape[] = [
  { like: 'Noise XX', turns: [32, 96, 64] },
  { like: 'Noise XN', turns: [32, 48, 64] },
  { like: 'Noise XK', turns: [48, 48, 64] },
  { like: 'Noise IK', turns: [96, 48] },
  { like: 'Noise IX', turns: [64, 96] },
  { like: 'Noise IN', turns: [64, 48] },
  { like: 'Noise NK, KK or NNpsk0', turns: [48, 48] },
  { like: 'Noise NX or KX', turns: [32, 96] },
  { like: 'Noise NN or KN', turns: [32, 48] },
];

/** Bytes of what answers an ML-KEM key (FIPS 203 table 3). */
export const ML_KEM_CIPHERTEXT_BYTES: Readonly<Record<MlKemName, number>> = {
  'ml-kem-512': 768,
  'ml-kem-768': 1088,
  'ml-kem-1024': 1568,
};

/** The classical half of a hybrid, by the bytes of its share (draft-ietf-tls-ecdhe-mlkem §3, draft-connolly-cfrg-xwing-kem §5). */
export const HYBRID_HALVES: readonly (readonly [name: string, bytes: number])[] = [
  ['', 0],
  ['X25519 and ', 32],
  ['P-256 and ', 65],
  ['P-384 and ', 97],
];
