import { describe, expect, it } from 'vitest';
import { AN1716, AN1762 } from '../../src/evidence/analytic.ts';
import { judgeApps } from '../../src/evidence/findings.ts';
import { DEFAULT_PARAMETERS } from '../../src/models/analytic-parameters.ts';
import type { CoverageRecord } from '../../src/telemetry/coverage-record.ts';
import { appCases, crypto } from '../support/app-case.ts';
import { app, type FlowPlan } from '../support/channel-flow.ts';

const framed: FlowPlan = { app: app(10101), measured: { 'framing.bits.orig': 30 } };
const find = (plans: FlowPlan[], more = {}, analytics = [AN1762]) =>
  judgeApps(appCases(plans, more), analytics as never, [], undefined).findings;

describe('the record of a finding', () => {
  it('holds the parameters with which it was made, and what was expected of the app', () => {
    const [finding] = find([framed], { parameters: { allowed_crypto_apps: ['a.b', 'c.d'] } });
    expect(finding?.parameters).toEqual({ ...DEFAULT_PARAMETERS, allowed_crypto_apps: 'a.b, c.d' });
    expect(finding?.expectation.status).toBe('unknown');
  });

  it('tells what nobody looked at from what somebody looked at on another day', () => {
    const row = (datasets: CoverageRecord['datasets']): CoverageRecord => ({
      area: 'key_lifecycle',
      status: 'none',
      datasets,
      covered: [],
      gaps: [],
      blind_to: [],
      effect: 'E.',
      remedy: 'R.',
    });
    const gapOf = (datasets: CoverageRecord['datasets']) =>
      judgeApps(appCases([framed]), [AN1762], [row(datasets)], undefined).findings[0]?.gaps[0];
    expect(gapOf([])).toBe('key_lifecycle: nothing was collected. E. R.');
    expect(gapOf([{ name: 'logcat', file: 'a.log', records: 1, rejected: 0 }])).toBe(
      'key_lifecycle: collected at another time. E. R.',
    );
  });

  it('says which openings were not seen', () => {
    const [finding] = find([{ ...framed, startSeen: false }]);
    expect(finding?.gaps).toContain(
      'network_transmission: 1 of 1 flow began before the capture: their openings were not seen.',
    );
  });

  it('has its time from the crypto calls where nothing was seen on the wire', () => {
    const calls = Array.from({ length: 30 }, (_, i) => [
      crypto(i * 9, 'keypair_generated'),
      crypto(i * 9 + 1, 'key_wrap', { cryptoClass: 'asymmetric', outputBytes: 256 }),
      crypto(i * 9 + 2, 'file_write', { operation: 'encrypt', outputBytes: 300 }),
    ]).flat();
    const [finding] = find([{ app: app(10101), encryptionClass: 'standard' }], { crypto: calls });
    // Keys, calls and blobs alone stay below the bound of an observation here.
    expect(finding).toBeUndefined();
  });

  it('has an id of its own for each analytic', () => {
    const ids = find([framed], {}, [AN1762, AN1716] as never).map(({ finding_id }) => finding_id);
    expect(new Set(ids).size).toBe(2);
  });
});
