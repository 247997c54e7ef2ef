// All feature families, and where each writes in a row. To add one: its file, a line here, its test, and the table in docs/features.md.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import { beaconTiming } from './beacon-timing.ts';
import { ByteHistogram } from './byte-histogram.ts';
import { cipherStructure } from './cipher-structure.ts';
import type { FeatureDefinition, FeatureFamily, FeatureRow } from './feature.ts';
import { createFeatureVector } from './feature-vector.ts';
import { framing } from './framing.ts';
import { keyExchange } from './key-exchange.ts';
import { createLengthPrefix } from './length-prefix.ts';
import { messageShape } from './message-shape.ts';
import { messageSizes } from './message-sizes.ts';
import { payloadRandomness } from './payload-randomness.ts';
import { payloadSeries } from './payload-series.ts';
import { pooledRandomness } from './pooled-randomness.ts';
import { splt } from './splt.ts';
import { tlsRecordLengths } from './tls-record-lengths.ts';
import { volume } from './volume.ts';

export const FEATURE_FAMILIES: readonly FeatureFamily[] = [
  volume,
  payloadRandomness,
  messageSizes,
  framing,
  beaconTiming,
  keyExchange,
  cipherStructure,
  messageShape,
  pooledRandomness,
  payloadSeries,
  tlsRecordLengths,
  splt,
];

/** Definitions by position in `row.numbers` and in `row.vectors`. */
export const NUMBER_FEATURES: readonly FeatureDefinition[] = FEATURE_FAMILIES.flatMap((family) => family.features);
export const VECTOR_FEATURES: readonly FeatureDefinition[] = FEATURE_FAMILIES.flatMap((family) => family.vectors ?? []);

const numberStart: number[] = [];
const vectorStart: number[] = [];
{
  let numbers = 0;
  let vectors = 0;
  for (const family of FEATURE_FAMILIES) {
    numberStart.push(numbers);
    vectorStart.push(vectors);
    numbers += family.features.length;
    vectors += family.vectors?.length ?? 0;
  }
}

const packetNumbers = positionsOf(NUMBER_FEATURES);
const packetVectors = positionsOf(VECTOR_FEATURES);
const numberAt = new Map(NUMBER_FEATURES.map((feature, at) => [feature.name, at]));

/** One row, reused for every flow. */
export function createFeatureRow(): FeatureRow {
  return {
    numbers: new Float64Array(NUMBER_FEATURES.length).fill(Number.NaN),
    vectors: VECTOR_FEATURES.map(createFeatureVector),
    keys: [],
    origFraming: createLengthPrefix(),
    respFraming: createLengthPrefix(),
    origUniformity: undefined,
    respUniformity: undefined,
    origRepeats: undefined,
    respRepeats: undefined,
    origRsa: undefined,
    respRsa: undefined,
    shape: undefined,
    origBytes: new ByteHistogram(),
    respBytes: new ByteHistogram(),
  };
}

/** Measures every family; `facts`: what a recogniser proved about the flow. Features that packets made by a VPN tap would falsify are left unsaid for such flows. Never throws. */
export function measureFlow(flow: FinishedFlow, row: FeatureRow, facts?: ServiceFacts): void {
  for (let i = 0; i < FEATURE_FAMILIES.length; i++) {
    FEATURE_FAMILIES[i].measure(flow, row, numberStart[i], vectorStart[i], facts);
  }
  if (!flow.syntheticPackets) return;
  for (const at of packetNumbers) row.numbers[at] = Number.NaN;
  for (const at of packetVectors) row.vectors[at].count = 0;
}

/** Position of a feature in `row.numbers`. An unknown name is a bug. */
export function featureIndex(name: string): number {
  const at = numberAt.get(name);
  if (at === undefined) throw new Error(`no feature is named ${name}`);
  return at;
}

function positionsOf(features: readonly FeatureDefinition[]): number[] {
  return features.flatMap((feature, at) => (feature.validFor === 'packets' ? [at] : []));
}
