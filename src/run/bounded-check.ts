// A schema (zod) held against what a person wrote, without an object for each of its faults: long lists are checked piece by piece, and the first piece
// with a fault is the last. Whole once more where all pieces hold, for what elements have to do with each other.

import type { z } from 'zod';

/** Entries of a list in one piece, at least: 64 pieces are the most, because what is no list is checked with each. */
const SMALLEST_PIECE = 256;
const MOST_PIECES = 64;

export type BoundedCheck<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly issues: readonly z.core.$ZodIssue[];
      /** What follows was not looked at. */
      readonly isCut: boolean;
    };

export function boundedCheck<T>(schema: z.ZodType<T>, value: unknown): BoundedCheck<T> {
  const longest = longestList(value);
  const size = Math.max(SMALLEST_PIECE, Math.ceil(longest / MOST_PIECES));
  for (let start = 0; longest > size && start < longest; start += size) {
    const checked = schema.safeParse(pieceOf(value, start, size));
    if (checked.success) continue;
    const issues = checked.error.issues.map((issue) => ({ ...issue, path: placed(issue.path, value, start, size) }));
    return { ok: false, issues, isCut: start + size < longest };
  }
  const checked = schema.safeParse(value);
  return checked.success
    ? { ok: true, value: checked.data }
    : { ok: false, issues: checked.error.issues, isCut: false };
}

function longestList(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let longest = Array.isArray(value) ? value.length : 0;
  for (const entry of Object.values(value)) longest = Math.max(longest, longestList(entry));
  return longest;
}

/** Lists that end before that piece are there with their last: some must not be empty. */
function startOf(length: number, start: number, size: number): number {
  return Math.min(start, Math.floor(Math.max(0, length - 1) / size) * size);
}

function pieceOf(value: unknown, start: number, size: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value))
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, pieceOf(entry, start, size)]));
  const own = startOf(value.length, start, size);
  return value.slice(own, own + size).map((entry) => pieceOf(entry, start, size));
}

/** The path in the whole of a path in the piece. */
function placed(path: readonly PropertyKey[], value: unknown, start: number, size: number): PropertyKey[] {
  let at = value as Readonly<Record<PropertyKey, unknown>> | undefined;
  return path.map((step) => {
    const own = Array.isArray(at) ? Number(step) + startOf((at as unknown[]).length, start, size) : step;
    at = at?.[own] as typeof at;
    return own;
  });
}
