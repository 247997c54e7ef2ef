// The shape of a feature family: one file, one registry line, several named numbers measured together.
// Facts only: a feature never says what a number means. NaN in a row is "cannot say" and never leaves this folder.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import type { ByteHistogram } from './byte-histogram.ts';
import type { FeatureVector } from './feature-vector.ts';
import type { FlowKey } from './key-artefact.ts';
import type { LengthPrefix } from './length-prefix.ts';
import type { MessageShape } from './named-shape.ts';
import type { RepeatedBlocks } from './repeated-blocks.ts';
import type { RsaUnits } from './rsa-units.ts';
import type { Uniformity } from './uniformity.ts';

export interface FeatureDefinition {
  /** Public and stable: `family.measure` in snake_case, directional ones end in `.orig` or `.resp`. */
  readonly name: string;
  /** 'bytes', 'bits', 'ms', 'share', 'z', 'count', 'bytes²', '' (dimensionless). */
  readonly unit: string;
  /** One sentence: the definition, exact enough to recompute it by hand. */
  readonly summary: string;
  /** Paper or RFC, where the formula has one. */
  readonly source?: string;
  /** 'packets': meaningless for a VPN tap's synthetic packets; 'stream': holds for every provenance. */
  readonly validFor: 'stream' | 'packets';
}

/** Where a family writes: numbers by position, vectors by position. What cannot be said is NaN, a vector of no numbers. */
export interface FeatureRow {
  readonly numbers: Float64Array;
  readonly vectors: readonly FeatureVector[];
  /** What the key exchange family found. */
  readonly keys: FlowKey[];
  /** Counts of the measured bytes of each side: judgements go on from them instead of counting again. */
  readonly origBytes: ByteHistogram;
  readonly respBytes: ByteHistogram;
  /** How each side frames its messages; 0 bits where no framing was declared. */
  readonly origFraming: LengthPrefix;
  readonly respFraming: LengthPrefix;
  /** How random each side is; undefined where that was not tested. */
  origUniformity: Uniformity | undefined;
  respUniformity: Uniformity | undefined;
  /** Repeated cipher blocks and pieces of RSA's size of each side; undefined where there are none, or nobody looked. */
  origRepeats: RepeatedBlocks | undefined;
  respRepeats: RepeatedBlocks | undefined;
  origRsa: RsaUnits | undefined;
  respRsa: RsaUnits | undefined;
  /** The named exchange whose message lengths the opening has. */
  shape: MessageShape | undefined;
}

export interface FeatureFamily {
  readonly id: string;
  /** Single numbers, in the order in which measure() writes them from `at`. */
  readonly features: readonly FeatureDefinition[];
  /** Number arrays, in the order in which measure() writes them from `vectorAt`. */
  readonly vectors?: readonly FeatureDefinition[];
  /**
   * Writes features.length numbers from `row.numbers[at]` on and vectors from `row.vectors[vectorAt]` on.
   * Runs once per flow on hot paths: no allocation. Expensive tests are for flows of which no recogniser proved anything:
   * those without `facts`. Never throws.
   */
  measure(flow: FinishedFlow, row: FeatureRow, at: number, vectorAt: number, facts?: ServiceFacts): void;
}
