// Which captures the recognisers were designed on and which only report: by hash of the name under a seed that was fixed before any was scored.

import { createHash } from 'node:crypto';

export const SPLIT_SEED = 'cipherscope-services-1';

/** 'design' or 'report': three quarters of the captures and the rest. `capture`: its path inside the corpora. */
export function partOf(capture) {
  return createHash('sha256').update(`${SPLIT_SEED}:${capture}`).digest()[0] < 192 ? 'design' : 'report';
}
