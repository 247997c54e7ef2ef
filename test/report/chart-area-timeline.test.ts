import { expect, test } from 'vitest';
import { areaGaps, areaTimeline } from '../../src/report/chart-area-timeline.ts';
import { chartDrawer } from '../../src/report/chart-svg.ts';
import { EvidenceArea } from '../../src/telemetry/coverage-record.ts';
import { HOSTILE, START_US, sampleResult } from '../support/analysis-result.ts';
import { collected, firstFinding, textOf } from '../support/report-parts.ts';

const span = { startUs: START_US, endUs: START_US + 86_400e6 };
const drawer = await chartDrawer();

test('five lanes: events, what lasts, flows, and hatching where nobody was looking', async () => {
  const result = sampleResult();
  const finding = firstFinding(result);
  const [evidence] = finding.evidence;
  if (evidence === undefined) throw new Error('the finding has evidence');
  evidence.end = evidence.start;
  const { cited } = await collected(result);
  const html = areaTimeline(drawer, 'l', finding, cited[0] as never, result.coverage, span);
  for (const lane of [
    'Key lifecycle',
    'Asymmetric crypto API',
    'Ciphertext transformation',
    'Background execution',
    'Network transmission',
  ]) {
    expect(html).toContain(`>${lane}</text>`);
  }
  /** Marks of the groups that have all these attributes. */
  const marks = (...attributes: string[]): number =>
    [...html.matchAll(/<g([^>]*)>((?:(?!<\/?g).)*)<\/g>/gs)]
      .filter(([, head = '']) => attributes.every((attribute) => head.includes(attribute)))
      .reduce((sum, [, , inside = '']) => sum + (inside.match(/<(?:rect|path|line)/g) ?? []).length, 0);
  expect(marks('fill="url(#hatch)"')).toBe(2);
  expect(marks('fill="var(--wash)"')).toBe(2);
  expect(marks('fill="var(--signal)"')).toBe(1);
  expect(marks('stroke="var(--signal)"', 'stroke-width="2"')).toBe(92);
});

test('the table says in words what the marks show', async () => {
  const result = sampleResult();
  const { cited } = await collected(result);
  const text = textOf(areaTimeline(drawer, 'l', firstFinding(result), cited[0] as never, result.coverage, span));
  expect(text).toContain(
    'Asymmetric crypto API 2026-01-09 03:10:00 2026-01-09 04:02:00 nobody was looking: API hook off for 52 min',
  );
  expect(text).toContain('Network transmission 2026-01-09 00:00:00 2026-01-09 00:10:00 1 flow');
});

test('a gap of the app goes before one of all apps, and what is not collected is a gap from end to end', () => {
  const result = sampleResult();
  const finding = firstFinding(result);
  const [, api] = result.coverage;
  if (api === undefined) throw new Error('the sample has coverage');
  expect(areaGaps(EvidenceArea.asymmetricApiUse, finding, result.coverage, span)).toEqual([
    { startUs: START_US + 11_400e6, endUs: START_US + 14_520e6, cause: 'API hook off for 52 min' },
  ]);
  const own = { ...api, app: { uid: 10187, packages: [] }, gaps: [] };
  expect(areaGaps(EvidenceArea.asymmetricApiUse, finding, [...result.coverage, own], span)).toEqual([]);
  expect(areaGaps(EvidenceArea.ciphertextTransformation, finding, result.coverage, span)).toEqual([
    { ...span, cause: 'never collected' },
  ]);
});

test('hostile statements and causes are text', async () => {
  for (const hostile of Object.values(HOSTILE)) {
    const result = sampleResult({ hostile });
    const { cited } = await collected(result);
    const html = areaTimeline(drawer, 'l', firstFinding(result), cited[0] as never, result.coverage, span);
    expect(html).not.toMatch(/<script|<img|[\p{Cf}\p{Cs}]/u);
  }
});
