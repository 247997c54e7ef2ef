import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../src/evidence/reported-case.ts';
import type { CoverageRecord } from '../../src/telemetry/coverage-record.ts';
import { coverageRow } from '../support/coverage-row.ts';

const row = (effect: string, uid?: number): CoverageRecord =>
  coverageRow({ area: 'key_lifecycle', ...(uid === undefined ? {} : { app: { uid, packages: [] } }), effect });

describe('the coverage of an app', () => {
  it('is its own row, else that for all apps', () => {
    const rows = [row('all'), row('own', 10101)];
    expect(coverageOf(rows, 'key_lifecycle', 10101)?.effect).toBe('own');
    expect(coverageOf(rows, 'key_lifecycle', 10102)?.effect).toBe('all');
    expect(coverageOf(rows, 'key_lifecycle', undefined)?.effect).toBe('all');
    expect(coverageOf(rows, 'background_execution', 10101)).toBeUndefined();
  });
});
