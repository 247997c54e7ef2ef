// What was measured over the messages of many flows, in words.

import type { MessagePool } from '../features/message-pool.ts';
import { decimals } from './reason-text.ts';

/** `inBlocks`: blocks that repeat were counted once. */
export function describePool(name: string, pool: MessagePool, inBlocks: boolean): string {
  const { verdict, messages, bytes, skipped, trailer } = pool;
  const what = `${name}: ${bytes} bytes of ${messages} different messages`;
  if (verdict === 'too_few') return `${what} are too few to judge together`;
  if (verdict === 'fields') return `${what} are fields that repeat from message to message`;
  if (verdict === 'repeating') return `${what} hold ids that come again at other places`;
  const left: string[] = [];
  if (skipped > 0) left.push(`${skipped} skipped in each message`);
  if (trailer > 0) left.push(`${trailer} left out at its end`);
  const where = left.length > 0 ? ` (${left.join(', ')})` : '';
  const numbers = `entropy ${decimals(pool.entropyBits, 2)} bits (z ${decimals(pool.entropyZ, 1)}), chi-square z ${decimals(pool.chiSquareZ, 1)}, popcount z ${decimals(pool.popcountZ, 1)}`;
  const repeats = inBlocks ? '; equal blocks of 16 bytes, which repeat, counted once' : '';
  return `${what}${where} are ${verdict === 'uniform' ? 'uniform together' : 'not uniform together'}: ${numbers}${repeats}`;
}

export function describeFormat(format: string): string {
  return `each of them decompresses or begins as ${format}`;
}

export function describeIds(): string {
  return 'all are of one size, as ids and hashes are';
}

export function describeExchange(): string {
  return 'ids come again at other places of their messages, as what is asked for and answered';
}

export function describeLeft(bytes: number): string {
  return `behind what is the same in all of them, ${bytes} bytes of this flow are left: too few to judge`;
}

export function describeRecords(bytes: number): string {
  return `a field counts records of ${bytes} bytes that fill them, as lists of ids and hashes are`;
}
