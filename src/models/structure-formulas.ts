// What each kind of structure is worth, as a formula of numbers: of one flow, which can be measured again from its packets, or of the channel, which
// its record holds. One place for both, so that an explanation computes what the judgement computed.

import { type ChannelMeasure, channelMeasure, type MeasuredFlow } from '../features/channel-measures.ts';
import { bareKeyBits } from '../features/key-chance.ts';
import { TRUNCATION_MIN_BITS, truncationBits } from './rsa-truncation.ts';

export type StructureKind =
  | 'key_exchange'
  | 'bare_keys'
  | 'framing'
  | 'fixed_sizes'
  | 'block_sizes'
  | 'repeated_blocks'
  | 'rsa_units'
  | 'periodic';

/** What many flows show together: of one flow, only that it takes part. */
export const POOLED_KINDS: ReadonlySet<StructureKind> = new Set(['bare_keys', 'rsa_units']);

export type StructureNumbers = Readonly<Record<string, number>>;

/** Opening lengths of known exchanges: X25519, Noise, P-256 points with and without tags, RSA blocks. */
const OPENING_LENGTHS = new Set([32, 33, 48, 64, 65, 96, 97, 128, 133, 256]);
/** Below this the opening is too regular to be a key. */
const OPENING_MIN_Z = -3.1;

// When sizes count as fixed, beside PayloadSizeVariance of DET0667.
const FIXED_MIN_MODE_SHARE = 0.6;
const FIXED_MIN_MESSAGES = 5;
/** Four distinct sizes in one residue class modulo 16 happen by chance once in 4096. */
const BLOCK_MIN_BITS = 12;
/** Cells: one direction of 8192 by chance. */
const CELL_MIN_BITS = 13;
/** Repeats of 16-byte blocks have 110 bits, of 8-byte blocks 45. */
const REPEAT_MIN_BITS = 40;
/** One channel of four thousand shows as many bare keys by chance. */
const BARE_MIN_BITS = 12;

// Caps, and assumptions: they count only where nothing explains a channel's ciphertext, and how often honest apps show them there was not measured.
// Over all channels of the design part (`node eval/encryption/structure-weights.mjs`) shapes are worth 3.3 bits at least, block sizes 3.0, openings
// 2.4, bare keys 1.8, framing 1.4, fixed sizes .7; repeated blocks and RSA units are not shown, proved keys .8 at least and 8.2 at most.
const PROVED_KEY_BITS = 10;
const SHAPE_BITS = 8;
const OPENING_BITS = 4;
const BARE_BITS = 4;
const FRAMING_BITS = 4;
const FIXED_BITS = 2;
const BLOCK_BITS = 3;
const REPEATED_BITS = 4;
const RSA_BITS = 6;
const PERIODIC_BITS = 4;

export interface StructureFormula {
  readonly text: string;
  /** `read` gives a number, 0 where it is unknown. */
  readonly bits: (read: (name: string) => number) => number;
}

export const STRUCTURE_FORMULAS: Readonly<Record<StructureKind, StructureFormula>> = {
  key_exchange: {
    text: `${PROVED_KEY_BITS} bits where keys are coded, lie on a standard curve or are of ML-KEM; else ${SHAPE_BITS} where messages have the lengths of a named exchange (shape_bits against chance); else ${OPENING_BITS} where both sides open with opening_bytes uniform bytes (least_z > ${OPENING_MIN_Z}), a length of key exchanges`,
    bits: (read) => {
      if (read('keys') > 0) return PROVED_KEY_BITS;
      if (read('shape_bits') > 0) return SHAPE_BITS;
      return OPENING_LENGTHS.has(read('opening_bytes')) && read('least_z') > OPENING_MIN_Z ? OPENING_BITS : 0;
    },
  },
  bare_keys: {
    text: `${BARE_BITS} bits where so many different strings of those tried are keys of Curve25519 or compressed points that chance shows it with less than 2^−${BARE_MIN_BITS}`,
    bits: (read) => (bareKeyBits(read('bare_keys'), read('tried')) >= BARE_MIN_BITS ? BARE_BITS : 0),
  },
  framing: {
    text: `${FRAMING_BITS} bits where a length field explains where messages end (framing_bits against chance, all places and codings that were tried counted)`,
    bits: (read) => (read('framing_bits') > 0 ? FRAMING_BITS : 0),
  },
  fixed_sizes: {
    text: `${FIXED_BITS} bits where ${FIXED_MIN_MESSAGES} messages or more spread by at most limit or are of one size by a share of ${FIXED_MIN_MODE_SHARE}; or where ${FIXED_MIN_MESSAGES} flows and that share of all open with opening_bytes; or where sizes are multiples of cell_bytes with cell_bits of ${CELL_MIN_BITS} or more against chance`,
    bits: (read) =>
      isFixed(read) || isUsualOpening(read('flows'), read('of')) || read('cell_bits') >= CELL_MIN_BITS ? FIXED_BITS : 0,
  },
  block_sizes: {
    text: `${BLOCK_BITS} bits where distinct sizes are alike modulo 16 with ${BLOCK_MIN_BITS} bits or more against chance`,
    bits: (read) => (read('block_bits') >= BLOCK_MIN_BITS ? BLOCK_BITS : 0),
  },
  repeated_blocks: {
    text: `${REPEATED_BITS} bits where cipher blocks come again at another place, with repeat_bits of ${REPEAT_MIN_BITS} or more against chance`,
    bits: (read) => (read('repeat_bits') >= REPEAT_MIN_BITS ? REPEATED_BITS : 0),
  },
  rsa_units: {
    text: `${RSA_BITS} bits where the first two bytes of units pieces of unit_bytes stay at or below largest, with ${TRUNCATION_MIN_BITS} bits or more against uniform bytes: units · log2(65536 / (largest + 1)) − log2(tried)`,
    bits: (read) =>
      truncationBits(read('units'), read('largest'), read('mean'), read('tried') || undefined) >= TRUNCATION_MIN_BITS
        ? RSA_BITS
        : 0,
  },
  periodic: {
    text: `${PERIODIC_BITS} bits for a rhythm whose jitter_share is within limit (BeaconIntervalVariance)`,
    bits: (read) => (read('period_s') > 0 && read('jitter_share') <= read('limit') ? PERIODIC_BITS : 0),
  },
};

export function structureBits(kind: StructureKind, numbers: StructureNumbers): number {
  return STRUCTURE_FORMULAS[kind].bits((name) => numbers[name] ?? 0);
}

/** What one flow shows of a kind; a rhythm is no property of one flow. `limit`: PayloadSizeVariance. */
export function structureOfFlow(
  kind: Exclude<StructureKind, 'periodic'>,
  flow: MeasuredFlow,
  limit: number,
): StructureNumbers {
  if (kind === 'key_exchange') return keyNumbers(flow);
  if (kind === 'framing') return framingNumbers(flow);
  if (kind === 'fixed_sizes') return fixedNumbers(flow, limit);
  if (kind === 'bare_keys') {
    const keys = measureOrZero(flow, 'exchange.bare_keys.orig') + measureOrZero(flow, 'exchange.bare_keys.resp');
    return {
      bare_keys: keys,
      tried: measureOrZero(flow, 'exchange.key_positions.orig') + measureOrZero(flow, 'exchange.key_positions.resp'),
    };
  }
  if (kind === 'repeated_blocks') return repeatNumbers(flow);
  if (kind === 'rsa_units') return rsaNumbers(flow);
  return {
    block_bits: Math.max(
      measureOrZero(flow, 'message.block16_bits.orig'),
      measureOrZero(flow, 'message.block16_bits.resp'),
    ),
  };
}

/** Flows that open alike, of all flows of the channel. */
export function isUsualOpening(flows: number, all: number): boolean {
  return flows >= FIXED_MIN_MESSAGES && flows >= FIXED_MIN_MODE_SHARE * all && all > 0;
}

/** A point inside a coded key counts twice: the number only has to tell some from none. */
function keyNumbers(flow: MeasuredFlow): StructureNumbers {
  const coded = Math.max(
    measureOrZero(flow, 'exchange.public_keys.orig') + measureOrZero(flow, 'exchange.public_keys.resp'),
    measureOrZero(flow, 'exchange.curve_points.orig') + measureOrZero(flow, 'exchange.curve_points.resp'),
  );
  const keys =
    coded + measureOrZero(flow, 'exchange.ml_kem_keys.orig') + measureOrZero(flow, 'exchange.ml_kem_keys.resp');
  const shapeBits = measureOrZero(flow, 'shape.chance_bits');
  if (shapeBits > 0) return { keys, shape_bits: shapeBits };
  if (keys > 0 || channelMeasure(flow, 'exchange.symmetric_opening') !== 1) return { keys };
  const z = (['orig', 'resp'] as const).map((side) => channelMeasure(flow, `payload.first_message_entropy_z.${side}`));
  const [orig, resp] = z;
  if (orig === undefined || resp === undefined) return { keys };
  return {
    keys,
    opening_bytes: measureOrZero(flow, 'exchange.first_message_bytes.orig'),
    least_z: Math.min(orig, resp),
  };
}

function framingNumbers(flow: MeasuredFlow): StructureNumbers {
  const side = measureOrZero(flow, 'framing.bits.orig') >= measureOrZero(flow, 'framing.bits.resp') ? 'orig' : 'resp';
  return {
    framing_bits: measureOrZero(flow, `framing.bits.${side}`),
    prefix_offset: measureOrZero(flow, `framing.prefix_offset.${side}`),
    prefix_width: measureOrZero(flow, `framing.prefix_width.${side}`),
  };
}

/** Of the side that shows it, else of the originator. */
function fixedNumbers(flow: MeasuredFlow, limit: number): StructureNumbers {
  const orig = fixedNumbersOf(flow, 'orig', limit);
  const resp = fixedNumbersOf(flow, 'resp', limit);
  const shows = (numbers: StructureNumbers) => structureBits('fixed_sizes', numbers) > 0;
  return shows(resp) && !shows(orig) ? resp : orig;
}

/** Without `limit` where the spread cannot be said: then only the most frequent size counts. */
function fixedNumbersOf(flow: MeasuredFlow, side: 'orig' | 'resp', limit: number): StructureNumbers {
  const dispersion = channelMeasure(flow, `message.relative_dispersion.${side}`);
  return {
    messages: measureOrZero(flow, `message.count.${side}`),
    mode_share: measureOrZero(flow, `message.mode_share.${side}`),
    ...(dispersion === undefined ? {} : { relative_dispersion: dispersion, limit }),
    ...cellNumbers(flow, side),
  };
}

function cellNumbers(flow: MeasuredFlow, side: 'orig' | 'resp'): StructureNumbers {
  const bytes = channelMeasure(flow, `cipher.cell_bytes.${side}`);
  return bytes === undefined ? {} : { cell_bytes: bytes, cell_bits: measureOrZero(flow, `cipher.cell_bits.${side}`) };
}

/** Of the side that repeats. */
function repeatNumbers(flow: MeasuredFlow): StructureNumbers {
  const side =
    measureOrZero(flow, 'cipher.repeat_bits.orig') >= measureOrZero(flow, 'cipher.repeat_bits.resp') ? 'orig' : 'resp';
  return {
    repeat_bits: measureOrZero(flow, `cipher.repeat_bits.${side}`),
    repeated_blocks: measureOrZero(flow, `cipher.repeated_blocks.${side}`),
  };
}

/** Of the side that has more of them. */
function rsaNumbers(flow: MeasuredFlow): StructureNumbers {
  const side =
    measureOrZero(flow, 'cipher.rsa_units.orig') >= measureOrZero(flow, 'cipher.rsa_units.resp') ? 'orig' : 'resp';
  return {
    units: measureOrZero(flow, `cipher.rsa_units.${side}`),
    unit_bytes: measureOrZero(flow, `cipher.rsa_unit_bytes.${side}`),
    largest: measureOrZero(flow, `cipher.rsa_leading_max.${side}`),
    mean: measureOrZero(flow, `cipher.rsa_leading_mean.${side}`),
  };
}

function isFixed(read: (name: string) => number): boolean {
  if (read('messages') < FIXED_MIN_MESSAGES) return false;
  if (read('mode_share') >= FIXED_MIN_MODE_SHARE) return true;
  return read('limit') > 0 && read('relative_dispersion') <= read('limit');
}

function measureOrZero(flow: MeasuredFlow, name: ChannelMeasure): number {
  return channelMeasure(flow, name) ?? 0;
}
