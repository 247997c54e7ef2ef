import { describe, expect, test } from 'vitest';
import type { AnalysisResult } from '../../src/report/analysis-result.ts';
import { attributionSentence, notAssessedSentence, verdictSentence } from '../../src/report/verdict-sentence.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';

function spoken(result: AnalysisResult): string {
  return verdictSentence(result)
    .map(({ text }) => text)
    .join('');
}

describe('verdictSentence', () => {
  test('says how many apps, which, what needs a look, and what nobody looked at', () => {
    expect(spoken(sampleResult())).toBe(
      'One of 6 apps sends ciphertext in a way that nothing known about it explains: com.lumen.flashlight. One more needs a look. One is explained. One of five areas was not assessed, because nobody was looking there.',
    );
  });

  test('a purpose is spoken of only where somebody said what it is', () => {
    const result = sampleResult();
    for (const finding of result.findings) finding.expectation = { status: 'known', reason: 'a flashlight' };
    expect(spoken(result)).toMatch(
      /^One of 6 apps sends ciphertext in a way that its known purpose does not explain: /,
    );
  });

  test('only the names of apps to look at are strong', () => {
    expect(verdictSentence(sampleResult()).filter(({ strong }) => strong)).toEqual([
      { text: 'com.lumen.flashlight', strong: true },
    ]);
  });

  test('without an alert the observations are named', () => {
    const result = sampleResult();
    result.findings = result.findings.filter(({ verdict }) => verdict === 'observation');
    expect(spoken(result)).toMatch(/^No alert\. One of 6 apps needs a look: org\.fairweather\.widget\. /);
  });

  test('without a finding it says what that rests on, never that all is well', () => {
    const result = sampleResult();
    result.findings = [];
    expect(spoken(result)).toMatch(/^No finding in 6 apps, in what was looked at\. One of five areas was not assessed/);
    expect(spoken(result)).not.toMatch(/clean|safe|harmless|benign|nothing happened/i);
  });

  test('without a socket log it says so, what to add, and what was seen all the same', () => {
    expect(spoken(sampleResult({ captureOnly: true }))).toBe(
      'No socket log: nothing could be attributed to an app. Add one with -t LOG. 177 of 342 flows carry custom or embedded ciphertext. Four of five areas were not assessed, because nobody was looking there.',
    );
  });

  test('many alerts are counted, three are named', () => {
    const result = sampleResult();
    const [alert] = result.findings;
    if (alert === undefined) throw new Error('the sample has findings');
    result.findings = ['a', 'b', 'c', 'd', 'd'].map((name) => ({ ...alert, app: { packages: [name] } }));
    expect(spoken(result)).toMatch(/^Four of 6 apps send ciphertext .*: a, b, c and 1 more\./);
  });
});

describe('attributionSentence', () => {
  test('counts the flows without an app and says why', () => {
    expect(attributionSentence(sampleResult())).toBe('7 of 342 flows have no app: no socket log row within 2 s (7).');
  });

  test('a log that matched nothing is another matter than no log', () => {
    const result = sampleResult({ captureOnly: true });
    result.manifest.telemetry = sampleResult().manifest.telemetry;
    result.totals.unattributedReasons = { 'other device': 340, 'clock too far off': 2, unused: 0 };
    expect(attributionSentence(result)).toBe(
      'None of 342 flows could be attributed to an app: other device (340), clock too far off (2).',
    );
    result.totals.unattributedReasons = { 'other device': 300, 'clock too far off': 30, tunnel: 8, adb: 4 };
    expect(attributionSentence(result)).toMatch(
      /other device \(300\), clock too far off \(30\), other reasons \(12\)\.$/,
    );
  });

  test('all flows attributed, and no flows at all', () => {
    const result = sampleResult();
    result.totals.unattributedFlows = 0;
    expect(attributionSentence(result)).toBe('All 342 flows have an app.');
    result.totals.flows = 1;
    expect(attributionSentence(result)).toBe('The one flow has an app.');
    result.totals.flows = 0;
    expect(attributionSentence(result)).toBe('There are no flows to attribute.');
  });

  test('a reason of twenty thousand characters is cut', () => {
    expect(attributionSentence(sampleResult({ hostile: HOSTILE.long })).length).toBeLessThan(160);
  });
});

test('the areas that nobody watched are counted, all of them or none', () => {
  const result = sampleResult();
  expect(notAssessedSentence({ ...result, coverage: [] })).toBe(
    'None of the five areas was assessed: nobody was looking.',
  );
  for (const row of result.coverage) row.status = 'full';
  expect(notAssessedSentence(result)).toBe('');
});

test('names the apps that were asked for where none of them has a flow', () => {
  const result = sampleResult({ captureOnly: true });
  result.totals.flows = 0;
  expect(attributionSentence(result)).toBe('There are no flows to attribute.');
  result.manifest.config = { only_app: ['com.nope', '10\u202e'] };
  expect(attributionSentence(result)).toBe(
    'No flow belongs to com.nope, 10\\u202e. Without --only-app the summary names the apps that have some.',
  );
});
