import { expect, test } from 'vitest';
import { displayWidth } from '../../src/report/safe-text.ts';
import { areaLines } from '../../src/report/terminal-areas.ts';
import { painter } from '../../src/report/terminal-style.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';

const plain = painter(false);

test('each area says whether it was assessed, in part with the cause, and one remedy is printed once', () => {
  expect(areaLines(sampleResult(), 80, plain)).toEqual([
    'What was looked at',
    '  Key lifecycle               assessed',
    '  Asymmetric crypto API       in part  API hook off for 52 min',
    '  Ciphertext transformation   not assessed',
    '  Background execution        assessed',
    '  Network transmission        assessed',
    '  → Run the app with the crypto hook and add its log with -t crypto.ndjson',
  ]);
});

test('without any coverage every area is not assessed', () => {
  const lines = areaLines({ ...sampleResult(), apps: [], coverage: [] }, 80, plain);
  expect(lines.filter((line) => line.endsWith('not assessed'))).toHaveLength(5);
});

test('where each app was watched for itself, and where there is nothing to judge, there is nothing to advise', () => {
  const whole = sampleResult();
  const [app] = whole.apps;
  const ciphertext = whole.coverage.find(({ area }) => area === 'ciphertext_transformation');
  if (app === undefined || ciphertext === undefined) throw new Error('the sample has both');
  const own = { ...ciphertext, app: { uid: app.uid as number, packages: app.packages }, status: 'partial' as const };
  const result = { ...whole, coverage: [ciphertext, own] };
  const advised = (shown: typeof result) => areaLines(shown, 80, plain).filter((line) => line.includes('→'));
  expect(advised(result)).toHaveLength(1);
  const alone = { ...result, apps: [app] };
  expect(advised(alone)).toEqual([]);
  expect(areaLines(alone, 80, plain)).toContain(
    '  Ciphertext transformation   in part  for each app: com.lumen.flashlight',
  );
  expect(advised({ ...result, totals: { ...result.totals, flows: 0 } })).toEqual([]);
});

test('without a flow only packets that nobody could read are worth advice', () => {
  const whole = sampleResult({ captureOnly: true });
  const network = whole.coverage.find(({ area }) => area === 'network_transmission');
  if (network === undefined) throw new Error('the sample has a network row');
  const coverage = [{ ...network, status: 'none' as const, remedy: 'Capture otherwise.' }];
  const advised = (packets: number) =>
    areaLines({ ...whole, apps: [], coverage, totals: { ...whole.totals, flows: 0, packets } }, 80, plain).filter(
      (line) => line.includes('→'),
    );
  expect(advised(3)).toEqual(['  → Capture otherwise.']);
  expect(advised(0)).toEqual([]);
});

test('every remedy is shown: they may be written nowhere else', () => {
  const coverage = sampleResult({ captureOnly: true }).coverage;
  coverage.forEach((row, i) => {
    row.status = 'none';
    row.remedy = `remedy ${i}`;
  });
  expect(areaLines({ ...sampleResult(), coverage }, 80, plain).slice(-5)).toEqual(
    [0, 1, 2, 3, 4].map((i) => `  → remedy ${i}`),
  );
});

test('a long cause is told over several lines, below its area where there is no room beside it', () => {
  const result = sampleResult();
  const row = result.coverage.find(({ area }) => area === 'asymmetric_api_use');
  if (row === undefined) throw new Error('the sample has the area');
  row.gaps = [{ cause: 'the hook was attached to com.example.one and com.example.two only' }];
  const shown = (columns: number) => areaLines(result, columns, plain).slice(2, 5);
  expect(shown(80)).toEqual([
    '  Asymmetric crypto API       in part  the hook was attached to com.example.one',
    '                                       and com.example.two only',
    '  Ciphertext transformation   not assessed',
  ]);
  expect(shown(44)).toEqual([
    '  Asymmetric crypto API     in part',
    '    the hook was attached to com.example.one',
    '    and com.example.two only',
  ]);
});

test('a hostile cause neither widens a line nor reaches the terminal', () => {
  for (const hostile of Object.values(HOSTILE)) {
    for (const line of areaLines(sampleResult({ hostile }), 60, plain)) {
      expect(displayWidth(line)).toBeLessThanOrEqual(60);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }
  }
});
