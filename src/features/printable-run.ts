// The longest run of printable ASCII (0x20 … 0x7e). Looks at the far end of a possibly longer run first, so random bytes are mostly skipped.

import { isPrintable } from '../base/printable-ascii.ts';

/** Length of the longest printable run in `bytes[from … to − 1]`. */
export function longestPrintableRun(bytes: Uint8Array, from: number, to: number): number {
  let longest = 0;
  let start = from;
  while (start + longest < to) {
    // A longer run from `start` must be printable up to `start + longest`: check backwards and jump past the first failure.
    let at = start + longest;
    while (at >= start && isPrintable(bytes[at])) at--;
    if (at >= start) {
      start = at + 1;
      continue;
    }
    let end = start + longest + 1;
    while (end < to && isPrintable(bytes[end])) end++;
    longest = end - start;
    start = end + 1;
  }
  return longest;
}
