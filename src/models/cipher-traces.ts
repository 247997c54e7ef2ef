// What a cipher leaves in sizes and places of a channel's messages: whole blocks and what stands over, blocks that repeat, pieces under one RSA modulus.

import { counted } from '../base/counted.ts';
import type { ChannelFlow } from '../features/channel.ts';
import { channelMeasure } from '../features/channel-measures.ts';
import { decimals } from './reason-text.ts';
import { findRsaTruncation } from './rsa-truncation.ts';
import { feature, type StructuralFeature, showing } from './structure-feature.ts';

export function blockSizes(flows: readonly ChannelFlow[]): StructuralFeature | undefined {
  const shown = showing('block_sizes', flows);
  const [first] = shown;
  if (first === undefined) return undefined;
  return feature(
    'block_sizes',
    shown.map(({ flow }) => flow),
    first.numbers,
    `sends message sizes that differ by whole 16-byte blocks in ${counted(shown.length, 'flow')}${overheadText(first.flow)}`,
  );
}

/** What the rest of a body beyond whole blocks is the length of, where messages are padded: CTR, GCM and ChaCha20 do not. */
const OVERHEADS: ReadonlyMap<number, string> = new Map([
  [0, 'an IV or tag of 16 bytes, or none'],
  [4, 'an IV and an HMAC-SHA-1 of 20'],
  [8, 'a nonce of 8 or 24 bytes and a tag of 16'],
  [12, 'a nonce of 12 bytes and a tag of 16'],
]);

function overheadText(flow: ChannelFlow): string {
  const rest = channelMeasure(flow, 'cipher.body_rest16.orig') ?? channelMeasure(flow, 'cipher.body_rest16.resp');
  const overhead = rest === undefined ? undefined : OVERHEADS.get(rest);
  return overhead === undefined ? '' : `, ${rest} bytes over: as ${overhead} leaves`;
}

/** ECB, or another code book. */
export function repeatedBlocks(flows: readonly ChannelFlow[]): StructuralFeature | undefined {
  const shown = showing('repeated_blocks', flows);
  const [first] = shown;
  if (first === undefined) return undefined;
  const repeats = shown.reduce((sum, { numbers }) => sum + numbers['repeated_blocks'], 0);
  return feature(
    'repeated_blocks',
    shown.map(({ flow }) => flow),
    first.numbers,
    `repeats ${counted(repeats, 'cipher block')} at other places of its messages in ${counted(shown.length, 'flow')}, as ECB does (chance 2^−${decimals(first.numbers['repeat_bits'], 0)}; ids of a block’s length that move would look the same)`,
  );
}

/** One piece has a size only; many have a modulus. */
export function rsaUnits(flows: readonly ChannelFlow[]): StructuralFeature | undefined {
  const found = findRsaTruncation(flows);
  if (found === undefined) return undefined;
  const { field, unitBytes, units, largest, mean, tried, chanceBits, flows: shown } = found;
  const where = field === undefined ? '' : ` in fields named ${field}`;
  return feature(
    'rsa_units',
    shown,
    { units, unit_bytes: unitBytes, largest, mean, tried },
    `sends ${counted(units, 'piece')} of ${unitBytes} bytes${where} in ${counted(shown.length, 'flow')} whose first two bytes never exceed 0x${largest.toString(16)}, as RSA-${unitBytes * 8} ciphertexts${field === undefined ? '' : ' or signatures'} under one modulus do (chance 2^−${decimals(chanceBits, 1)} in uniform bytes; numbers below any other bound would look the same)`,
  );
}
