// Does a field at the beginning of messages count records of one size that fill the rest of each? Lists of ids, hashes and keys look random record for
// record, but say how many there are. Ciphertext is as long as it is: a field that counts its bytes, or its blocks, is no such field.

import type { FinishedFlow } from '../flows/finished-flow.ts';

/** Places at which the field may begin, and its widths in bytes. */
const PLACES = 48;
const WIDTHS = [1, 2] as const;
/** Records: longer than a cipher block, and no longer than an id, an address and a few numbers, or two hashes and a signature. */
const LEAST_RECORD = 17;
const MOST_RECORD = 160;
/** Sizes that records of ids and nothing else have. */
const ID_RECORDS = new Set([20, 24, 28, 32, 33, 36, 40, 48, 64]);
/** The first two sizes give the record, each further one must agree: a chance of one in 256 for each, at 200 places and widths. */
const MIN_SIZES = 4;
const MIN_SIZES_OF_IDS = 3;
const MESSAGE_CAP = 64;
/** Of a header that is the same everywhere but for the field, messages are short. */
const MOST_RECORDS = 4096;

/** Bytes of a record; undefined where no field counts any. `sizes`: of the messages as they were sent, of which `messages` hold at least the beginning. */
export function countedRecord(messages: readonly Uint8Array[], sizes: readonly number[]): number | undefined {
  const distinct = new Set(sizes.slice(0, MESSAGE_CAP)).size;
  if (distinct < MIN_SIZES_OF_IDS) return undefined;
  for (let at = 0; at < PLACES; at++) {
    for (const width of WIDTHS) {
      for (const isLittle of width === 1 ? [false] : [false, true]) {
        const record = recordAt(messages, sizes, (bytes) => countAt(bytes, at, width, isLittle));
        if (record === undefined) continue;
        if (distinct >= (ID_RECORDS.has(record) ? MIN_SIZES_OF_IDS : MIN_SIZES)) return record;
      }
    }
  }
  return undefined;
}

/** The same of the messages of one direction of a flow. */
export function countedRecordOf(flow: FinishedFlow, fromOriginator: 0 | 1): number | undefined {
  const { messages: log, orig, resp } = flow;
  const { prefix } = fromOriginator === 1 ? orig : resp;
  const messages: Uint8Array[] = [];
  const sizes: number[] = [];
  for (let i = 0; i < log.count && messages.length < MESSAGE_CAP; i++) {
    if (log.fromOriginator[i] !== fromOriginator || log.bytes[i] === 0) continue;
    const start = log.prefixOffset[i];
    if (start + PLACES > prefix.length && start + log.bytes[i] > prefix.length) break;
    messages.push(prefix.subarray(start, start + log.bytes[i]));
    sizes.push(log.bytes[i]);
  }
  return countedRecord(messages, sizes);
}

/** Every message is as long as a constant and its count of records; undefined where one is not. */
function recordAt(
  messages: readonly Uint8Array[],
  sizes: readonly number[],
  countOf: (bytes: Uint8Array) => number,
): number | undefined {
  const first = countOf(messages[0]);
  if (first > MOST_RECORDS) return undefined;
  let record: number | undefined;
  for (let m = 1; m < Math.min(messages.length, MESSAGE_CAP); m++) {
    const more = countOf(messages[m]) - first;
    const longer = sizes[m] - sizes[0];
    if (more === 0 && longer === 0) continue;
    record ??= longer / more;
    if (longer !== more * record) return undefined;
  }
  if (record === undefined || !Number.isInteger(record) || record < LEAST_RECORD || record > MOST_RECORD)
    return undefined;
  return first * record <= sizes[0] ? record : undefined;
}

/** NaN beyond the end. */
function countAt(bytes: Uint8Array, at: number, width: 1 | 2, isLittle: boolean): number {
  if (at + width > bytes.length) return Number.NaN;
  if (width === 1) return bytes[at];
  return isLittle ? bytes[at] | (bytes[at + 1] << 8) : (bytes[at] << 8) | bytes[at + 1];
}
