import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type AnalysisOutcome, type AnalyzeSettings, analyze } from '../../src/run/analyze.ts';
import { demoCapture, demoLogs, demoSocketLogs } from '../support/demo.ts';

const folder = mkdtempSync(join(tmpdir(), 'cipherscope-policy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function outcome(settings: AnalyzeSettings = {}, telemetry = [demoLogs]): Promise<AnalysisOutcome> {
  const flows = analyze(demoCapture, { telemetry, workers: 1, max_flows: 10_000, ...settings });
  for (;;) {
    const { done, value } = await flows.next();
    if (done) return value;
  }
}

function file(name: string, content: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const of = ({ findings }: AnalysisOutcome, uid: number) => findings.find(({ app }) => app.uid === uid);

describe('judgement', () => {
  it('finds the ciphertext of the demo’s logged calls on the wire, raw and as base64', async () => {
    const result = await outcome();
    const [notes, flashlight] = [of(result, 10103), of(result, 10105)];
    expect([notes?.verdict, flashlight?.verdict]).toEqual(['alert', 'alert']);
    const content = (finding: typeof notes) => finding?.evidence.find(({ kind }) => kind === 'content_match');
    expect(content(notes)?.statement).toContain('as raw');
    expect(content(notes)?.numbers['whole']).toBe(content(notes)?.numbers['outputs']);
    expect(content(flashlight)?.statement).toContain('as base64');
    expect(of(result, 10104)?.verdict).toBe('observation');
    expect(result.manifest.counts).toMatchObject({ watched_flows_left_out: 0, watched_bytes_dropped: 0 });
  });

  it('finds nothing of it without the crypto log, and calls the areas not collected', async () => {
    const result = await outcome({}, [...demoSocketLogs]);
    expect(of(result, 10103)).toMatchObject({ verdict: 'observation', level: 'partial' });
    expect(of(result, 10103)?.areas.key_lifecycle.status).toBe('not_collected');
  });

  it('applies catalogue, allowlist and parameters, and says in the manifest what they did', async () => {
    const catalogue = file('catalogue.json', {
      apps: [{ package: 'com.example.notes', crypto: true, protocols: ['custom'], destinations: ['.notes.example'] }],
    });
    const word = { reason: 'ours', owner: 'me' };
    const allowlist = file('allowlist.json', {
      rules: [
        { id: 'weather', destination: ['.weather.example'], ...word },
        { id: 'old', destination: ['.flashlight.example'], expires: '2026-11-22', ...word },
        { id: 'typo', destination: ['*.play.game.example'], ...word },
      ],
    });
    const parameters = file('parameters.json', {
      analytics: ['AN1762', 'AN1731'],
      apps: { 'com.example.notes': { time_window_s: 3 } },
    });
    const result = await outcome({ catalogue, allowlist, parameters });
    expect(of(result, 10103)).toMatchObject({ verdict: 'expected', expectation: { status: 'known' } });
    expect(of(result, 10103)?.parameters['time_window_s']).toBe(3);
    expect(of(result, 10104)).toMatchObject({ verdict: 'expected', hidden: [{ rule: 'weather', owner: 'me' }] });
    expect(of(result, 10105)?.verdict).toBe('alert');
    expect(new Set(result.findings.map(({ analytic }) => analytic.id))).toEqual(new Set(['AN1762', 'AN1731']));
    const { policy } = result.manifest;
    expect(policy?.catalogue).toMatchObject({ file: 'catalogue.json', apps: 1 });
    expect(policy?.allowlist).toMatchObject({ rules: 3, expired: [{ rule: 'old', expires: '2026-11-22' }] });
    expect(policy?.allowlist?.used.map(({ rule }) => rule)).toEqual(['weather']);
    expect(policy?.allowlist?.unused.map(({ rule }) => rule)).toEqual(['typo']);
  });
});
