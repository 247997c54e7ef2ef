// A batch that is killed in the midst of its work, with all its processes, and run again: the lake is that of a batch nobody disturbed.
// CIPHERSCOPE_KILLS: at how many random moments; two by default, because each is a batch of its own.

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { killedBatches } from '../../bench/lake/kills.mjs';
import { testFolder } from '../support/native-records.ts';

const kills = Number(process.env['CIPHERSCOPE_KILLS'] ?? 2);

it(`has the same sorted rows after kill -9 at ${kills} random moments and a second run`, {
  timeout: 600_000,
}, async () => {
  const result = await killedBatches(join(testFolder(), 'kills'), 12, kills);
  expect(result).toMatchObject({ kills, same: kills });
});
