// Uncompressed elliptic-curve points, 04 ‖ x ‖ y (SEC 1 §2.3.3), that satisfy their curve's equation. Chance does not make one: 2^−256 a try.
// Bytes that begin like one are checked with big integers, so a cheap look at their randomness and a cap of tries come first.

import { isPrintable } from '../base/printable-ascii.ts';
import { CURVES, type CurveName, unsigned } from '../parse/elliptic-curve.ts';

export interface CurvePoint {
  /** Index of the 04. */
  readonly offset: number;
  /** Bytes of the whole point. */
  readonly length: number;
  readonly curve: CurveName;
}

const UNCOMPRESSED = 4;
const SHORTEST = 65;
// 64 random bytes miss one of these once in 150,000 times (3e7 drawn).
const MAX_ZEROS = 4;
const MAX_PRINTABLE = 44;
const MIN_DISTINCT = 45;

/** Random bytes have four candidates a KiB. */
export const CANDIDATE_CAP = 16;

const NO_POINTS: readonly CurvePoint[] = [];

/** Points that begin in the first `scanBytes` of `bytes`; at most `CANDIDATE_CAP` plausible beginnings are checked. */
export function findCurvePoints(bytes: Uint8Array, scanBytes: number): readonly CurvePoint[] {
  let points: CurvePoint[] | undefined;
  let view: DataView | undefined;
  let candidates = 0;
  const last = Math.min(scanBytes, bytes.length - SHORTEST + 1);
  for (let at = bytes.indexOf(UNCOMPRESSED); at >= 0 && at < last; at = bytes.indexOf(UNCOMPRESSED, at + 1)) {
    if (!looksRandom(bytes, at + 1)) continue;
    if (++candidates > CANDIDATE_CAP) break;
    view ??= new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const point = pointAt(bytes, view, at);
    if (point === undefined) continue;
    points ??= [];
    points.push(point);
    at += point.length - 1;
  }
  return points ?? NO_POINTS;
}

const lastSeen = new Uint32Array(256);
let turn = 0;

/** Text, structure and padding are told from key material by their zeros, characters and repeated bytes. */
function looksRandom(bytes: Uint8Array, at: number): boolean {
  turn = (turn + 1) >>> 0;
  let zeros = 0;
  let printable = 0;
  let distinct = 0;
  for (let i = at; i < at + 64; i++) {
    const byte = bytes[i];
    if (byte === 0) {
      // The first byte of every second point on P-521 is none that says anything.
      if (i > at && ++zeros > MAX_ZEROS) return false;
    } else if (isPrintable(byte)) printable++;
    if (lastSeen[byte] === turn) continue;
    lastSeen[byte] = turn;
    distinct++;
  }
  return printable <= MAX_PRINTABLE && distinct >= MIN_DISTINCT;
}

function pointAt(bytes: Uint8Array, view: DataView, at: number): CurvePoint | undefined {
  let size = 0;
  let x = 0n;
  let y = 0n;
  let difference = 0n;
  for (const curve of CURVES) {
    const length = 1 + 2 * curve.coordinateBytes;
    if (at + length > bytes.length) return undefined;
    if (curve.coordinateBytes !== size) {
      size = curve.coordinateBytes;
      // The top seven bits of a P-521 coordinate are unused zeros: they make most tries free.
      if (size === 66 && (bytes[at + 1] > 1 || bytes[at + 1 + size] > 1)) return undefined;
      x = unsigned(view, at + 1, size);
      y = unsigned(view, at + 1 + size, size);
      difference = y * y - x * x * x;
    }
    if ((difference - curve.a * x - curve.b) % curve.p === 0n && x < curve.p && y < curve.p) {
      return { offset: at, length, curve: curve.name };
    }
  }
  return undefined;
}
