// Do bytes that look random consist of records of one size, or of numbers? Then one place of the records holds few values, or bits lean at one phase
// of a period. Ciphertext has neither. Repeated strings are left to repeated-run.ts.

import { addValue, clearValues, fewValueBits } from './few-values.ts';
import { hasPackedNumbers } from './packed-numbers.ts';
import type { PayloadPool } from './payload-pool.ts';
import { hasPeerAddresses } from './peer-addresses.ts';
import { poissonTailBits } from './poisson-tail.ts';
import { repeatsIds } from './repeated-run.ts';
import { hasSortedNumbers } from './sorted-numbers.ts';
import { hasVarintLengths } from './varint-lengths.ts';

/** A record of ids, hashes, a signature and fields. */
const LONGEST_RECORD = 160;
/** Of fewer bytes three or four fields in the clear beside ciphertext would be taken for records. */
const MIN_BYTES = 192;
/** −log2 of the chance at one distance: 159 of them are looked at. */
const MIN_EQUAL_BITS = 24;
/** Where so much speaks for a distance, the places of records that long are looked at one by one. */
const MIN_DISTANCE_BITS = 3;
/** −log2 of the chance that random bytes have so few values so often at one place of records: 160 lengths have up to 160 places each. */
const MIN_PLACE_BITS = 34;
const MIN_EQUAL_AT_PLACE = 2;
/** Numbers of four and eight bytes, of which one byte (that of the exponent, or the highest) has few values; its first bit may be a sign. */
const NUMBER_BYTES = [4, 8] as const;
const MIN_NUMBER_BYTES = 48;
const MIN_NUMBERS = 6;
/** Of 12 places; most of the values must be few, because headers and trailers stand at such a place too. */
const MIN_NUMBER_BITS = 26;
const MIN_NUMBER_SHARE = 0.6;
const WITHOUT_SIGN = 0x7f;
const VALUES = 256;
/** Strings this long that come again are repeated blocks or ids. */
const RUN_BYTES = 8;

const equal = new Uint32Array(LONGEST_RECORD + 1);
const equalAt = new Uint16Array(LONGEST_RECORD);
const lastOf = new Int32Array(VALUES);
let before = new Int32Array(2048);

/**
 * The stretches of `pool` without their first `skip` bytes; each begins with a record. `header`: bytes in front of each that were taken out before, in
 * which an id that comes again may begin.
 */
export function hasRecordStructure(pool: PayloadPool, bytes: Uint8Array, skip: number, header = 0): boolean {
  if (repeatsIds(pool, bytes, -header)) return true;
  const tested = pool.bytes - skip * pool.count;
  if (tested >= MIN_NUMBER_BYTES) {
    if (NUMBER_BYTES.some((size) => areNumbers(pool, bytes, skip, size))) return true;
    if (hasSortedNumbers(pool, bytes, skip) || hasVarintLengths(pool, bytes, skip)) return true;
    if (hasPeerAddresses(pool, bytes, skip)) return true;
  }
  return tested >= MIN_BYTES && (hasEqualPlaces(pool, bytes, skip) || hasPackedNumbers(pool, bytes, skip));
}

/** Bytes at one distance within their message are equal more often than one in 256 times. */
function hasEqualPlaces(pool: PayloadPool, bytes: Uint8Array, skip: number): boolean {
  equal.fill(0);
  for (let m = 0; m < pool.count; m++) {
    const start = pool.starts[m] + skip;
    const end = pool.ends[m];
    if (end - start > before.length) before = new Int32Array(end - start);
    lastOf.fill(-1);
    for (let at = start; at < end; at++) {
      const value = bytes[at];
      let other = lastOf[value];
      before[at - start] = other;
      lastOf[value] = at;
      for (; other >= 0 && at - other <= LONGEST_RECORD; other = before[other - start]) {
        if (!isOfRun(bytes, start, end, other, at)) equal[at - other]++;
      }
    }
  }
  for (let distance = 2; distance <= LONGEST_RECORD; distance++) {
    if (equal[distance] < MIN_EQUAL_AT_PLACE) continue;
    const bits = poissonTailBits(equal[distance], pairsAt(pool, skip, distance) / VALUES);
    if (bits >= MIN_EQUAL_BITS) return true;
    if (bits >= MIN_DISTANCE_BITS && hasFixedPlace(pool, bytes, skip, distance)) return true;
  }
  return false;
}

/** Pairs of bytes so far from each other, within their messages. */
function pairsAt(pool: PayloadPool, skip: number, distance: number): number {
  let pairs = 0;
  for (let m = 0; m < pool.count; m++) pairs += Math.max(0, pool.ends[m] - pool.starts[m] - skip - distance);
  return pairs;
}

/** Records of `record` bytes have fewer values at one of their places than random ones would. */
function hasFixedPlace(pool: PayloadPool, bytes: Uint8Array, skip: number, record: number): boolean {
  equalAt.fill(0);
  for (let m = 0; m < pool.count; m++) {
    const start = pool.starts[m] + skip;
    for (let at = start, place = 0; at + record < pool.ends[m]; at++) {
      if (bytes[at] === bytes[at + record]) equalAt[place]++;
      if (++place === record) place = 0;
    }
  }
  for (let place = 0; place < record; place++) {
    // Where few values alternate, some come twice on end.
    if (equalAt[place] < MIN_EQUAL_AT_PLACE) continue;
    clearValues();
    for (let m = 0; m < pool.count; m++) {
      for (let at = pool.starts[m] + skip + place; at < pool.ends[m]; at += record) addValue(bytes[at]);
    }
    if (fewValueBits(0) >= MIN_PLACE_BITS) return true;
  }
  return false;
}

/** One of the bytes of numbers of `size` bytes has few values, whatever its sign is. */
function areNumbers(pool: PayloadPool, bytes: Uint8Array, skip: number, size: number): boolean {
  for (let place = 0; place < size; place++) {
    clearValues();
    let numbers = 0;
    for (let m = 0; m < pool.count; m++) {
      for (let at = pool.starts[m] + skip + place; at < pool.ends[m]; at += size, numbers++)
        addValue(bytes[at] & WITHOUT_SIGN);
    }
    if (numbers >= MIN_NUMBERS && fewValueBits(MIN_NUMBER_SHARE, 1) >= MIN_NUMBER_BITS) return true;
  }
  return false;
}

/** Both are of a string of eight bytes that comes twice. */
function isOfRun(bytes: Uint8Array, start: number, end: number, a: number, b: number): boolean {
  let length = 1;
  for (let i = 1; a - i >= start && bytes[a - i] === bytes[b - i] && length < RUN_BYTES; i++) length++;
  for (let i = 1; b + i < end && bytes[a + i] === bytes[b + i] && length < RUN_BYTES; i++) length++;
  return length >= RUN_BYTES;
}
