// What was measured of a payload, in words: with byte counts, stream offsets and the numbers that the judgement rests on.

import type { ExchangedId, StreamPlace } from '../features/exchanged-ids.ts';
import type { FlowKey } from '../features/key-artefact.ts';
import type { MessageShape } from '../features/named-shape.ts';
import type { RepeatedBlocks } from '../features/repeated-blocks.ts';
import type { Uniformity } from '../features/uniformity.ts';
import { decimals } from './reason-text.ts';

const KEYS_NAMED = 3;

export function describeUniformity(name: string, u: Uniformity): string {
  if (u.ids !== undefined && 'first' in u.ids) return `${name}: ${describeExchangedId(u.ids)}`;
  if (u.ids?.isList)
    return `${name}: a field counts records of ${u.ids.bytes} bytes that fill its messages, as lists of ids and hashes are`;
  if (u.ids !== undefined)
    return `${name}: messages of one size with ${u.ids.bytes} uniform bytes each, as ids, hashes and codes have, are too little to judge`;
  if (u.verdict === 'too_few') return `${name}: ${u.bytes} bytes are too few to judge`;
  const left: string[] = [];
  if (u.unit === 'frame') left.push('bodies of its frames');
  if (u.openingMessages > 0) left.push(`behind ${u.openingMessages} clear messages`);
  if (u.kind?.type !== undefined) left.push(`messages with ${hexByte(u.kind.type.value)} at offset ${u.kind.type.at}`);
  if (u.masked) left.push('without coded keys');
  if (u.skipped > 0) left.push(`${u.skipped} skipped in each ${u.unit}`);
  if (u.trailer !== undefined && u.trailer > 0) left.push(`${u.trailer} left out at its end`);
  const what = left.length > 0 ? ` (${left.join(', ')})` : '';
  const numbers = `entropy ${decimals(u.entropyBits, 2)} bits (z ${decimals(u.entropyZ, 1)}), chi-square z ${decimals(u.chiSquareZ, 1)}, popcount z ${decimals(u.popcountZ, 1)}`;
  return `${name}: ${u.bytes} bytes of stream offsets ${u.from} to ${u.to - 1}${what} are ${u.verdict === 'uniform' ? 'uniform' : 'not uniform'}: ${numbers}`;
}

function describeExchangedId({ bytes, first, again }: ExchangedId): string {
  const where = ({ fromOriginator, offset }: StreamPlace) =>
    `stream offset ${offset} of the ${fromOriginator === 1 ? 'originator' : 'responder'}`;
  return `ids come again at other places of the messages, as what is asked for and answered: ${bytes} bytes at ${where(first)} and at ${where(again)}, and others`;
}

/** `bits`: −log2 of the chance that random bytes show these keys. */
export function describeKeys(keys: readonly FlowKey[], bits: number): string {
  const named = keys
    .slice(0, KEYS_NAMED)
    .map(
      ({ fromOriginator, algorithm, form, offset }) =>
        `${algorithm} (${form.replace('_', ' ')}) at stream offset ${offset} of the ${fromOriginator === 1 ? 'originator' : 'responder'}`,
    );
  const more = keys.length > KEYS_NAMED ? ` and ${keys.length - KEYS_NAMED} more` : '';
  return `keys: ${named.join(', ')}${more}; chance 2^−${decimals(bits, 1)}`;
}

/** Of blocks of one side that come again at another place. */
export function describeRepeats(name: string, repeated: RepeatedBlocks): string {
  const { repeats, blocks, blockBytes, first, again, chanceBits } = repeated;
  return `${name}: ${repeats} of ${blocks} blocks of ${blockBytes} bytes were there before at another place (that of stream offset ${first} again at ${again}), as ECB makes them of equal plaintext (chance 2^−${decimals(chanceBits, 0)})`;
}

/** What looks alike, and what that does not prove. */
export function describeShape({ like, chanceBits, lengths }: MessageShape): string {
  return `its first messages (${lengths.join(', ')} bytes) have a shape like ${like} (chance 2^−${decimals(chanceBits, 0)}); other protocols of these lengths look the same`;
}

function hexByte(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}
