// Sessions of an app for tests of baselines: a usual one, varied by a seeded source of chance.

import type { BaselineSession } from '../../src/models/baseline-measures.ts';

export function session(
  n: number,
  change: Partial<BaselineSession['measures']> = {},
  domains: string[] = [],
): BaselineSession {
  // A fixed wobble that repeats after seven sessions.
  const wobble = [1, 1.1, 0.92, 1.04, 0.97, 1.08, 0.9][n % 7] as number;
  return {
    captureId: `c${String(n).padStart(3, '0')}`,
    startUs: 1_700_000_000_000_000 + n * 86_400e6,
    isQuiet: true,
    measures: {
      flows_per_hour: 60 * wobble,
      bytes_up_per_hour: 50_000 * wobble,
      upload_share: 0.3,
      destinations: 4,
      custom_share: 0,
      periodic_channels: 1,
      weak_share: 0,
      ...change,
    },
    sets: {
      domains: ['api.app.example', 'cdn.app.example', ...domains],
      addresses: [],
      services: ['tls'],
      schemes: ['tls'],
      ja4: ['t13d1516h2_8daaf6152771_e5627efa2ab1'],
      ports: ['443'],
      rhythms: ['about 340 s'],
      signers: [],
    },
  };
}

export const usual = (count: number, from = 0): BaselineSession[] =>
  Array.from({ length: count }, (_, i) => session(from + i));
