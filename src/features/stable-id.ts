// Ids that depend on content only: the same channel or finding has the same id in every run, whatever the order or the worker count.

import { hash } from 'node:crypto';

const HEX_DIGITS = 16;

/** Sixteen hex digits of SHA-256 over the parts; a part that is unknown differs from one that is empty. */
export function stableId(parts: readonly (string | number | undefined)[]): string {
  return hash('sha256', JSON.stringify(parts.map((part) => part ?? null)), 'hex').slice(0, HEX_DIGITS);
}
