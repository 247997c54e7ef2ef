// Ciphertext in the fields of a carrier: bytes, coded tokens or packed fields that are uniform together and no known format.
// One such token is common (ids, cookies); a carrier that consists of them is not: the share decides, or a wrapped key beside sealed data.

import { type EmbeddedField, embeddedFields } from '../features/embedded-field.ts';
import { measureBytes, type Uniformity } from '../features/uniformity.ts';
import { PREFIX_BYTES } from '../flows/finished-flow.ts';
import { probeDecompression } from './decompression-probe.ts';
import { knownMagic } from './media-magic.ts';
import { decimals } from './reason-text.ts';

export interface SealedFields {
  /** Of all fields together. */
  readonly uniformity: Uniformity;
  /** Carrier bytes that code them over all carrier bytes, 0..1. */
  readonly share: number;
  /** 'base64', 'hex', 'protobuf', …, joined by 'and'; 'bytes' where the carriers have no structure. */
  readonly codings: string;
  /** One has the size of an RSA ciphertext, and there are others: a hybrid encryption. */
  readonly isHybrid: boolean;
}

/** A body or a message, and the media type that it declares. */
export interface FieldCarrier {
  readonly bytes: Uint8Array;
  readonly type: string | undefined;
}

/** Fewer decoded bytes may be an id. */
const MIN_DECODED_BYTES = 128;
const MIN_SHARE = 0.6;
const RSA_BYTES: ReadonlySet<number> = new Set([128, 256, 384, 512]);

/** Carriers of one kind are tested together: each may be too short by itself. Undefined unless most of them is sealed. Never throws. */
export function findSealedFields(carriers: readonly FieldCarrier[]): SealedFields | undefined {
  const fields: EmbeddedField[] = [];
  let total = 0;
  for (const { bytes, type } of carriers) {
    const kept = bytes.subarray(0, PREFIX_BYTES);
    total += kept.length;
    fields.push(...embeddedFields(kept, type));
    if (total >= PREFIX_BYTES) break;
  }
  const share = fields.reduce((sum, { carrierBytes }) => sum + carrierBytes, 0) / Math.max(1, total);
  const isHybrid =
    fields.length > 1 && fields.some(({ coding, bytes }) => coding !== 'bytes' && RSA_BYTES.has(bytes.length));
  if (share < MIN_SHARE && !isHybrid) return undefined;
  const uniformity = uniformTogether(fields);
  if (uniformity === undefined) return undefined;
  return { uniformity, share, codings: [...new Set(fields.map(({ coding }) => coding))].join(' and '), isHybrid };
}

/** '96 % of it are base64 fields whose 300 decoded bytes are uniform (…) and no known format'. */
export function describeSealedFields({ uniformity, share, codings, isHybrid }: SealedFields): string {
  const numbers = `entropy ${decimals(uniformity.entropyBits, 2)} bits, z ${decimals(uniformity.entropyZ, 1)}`;
  const hybrid = isHybrid ? '; one has the size of an RSA ciphertext, as a wrapped key beside sealed data has' : '';
  return `${decimals(share * 100, 0)} % of it are ${codings} fields whose ${uniformity.bytes} decoded bytes are uniform (${numbers}) and no known format${hybrid}`;
}

function uniformTogether(fields: readonly EmbeddedField[]): Uniformity | undefined {
  const bytes = fields.length === 1 ? fields[0].bytes : Buffer.concat(fields.map((field) => field.bytes));
  if (bytes.length < MIN_DECODED_BYTES) return undefined;
  const uniformity = measureBytes(bytes);
  if (uniformity.verdict !== 'uniform') return undefined;
  const isExplained = fields.some(
    (field) =>
      knownMagic(field.bytes) !== undefined || probeDecompression(field.bytes, uniformity.skipped) !== undefined,
  );
  return isExplained ? undefined : uniformity;
}
