import { expect, test } from 'vitest';
import { evidenceRows } from '../../src/report/app-evidence.ts';
import { evidenceSection, statusMark } from '../../src/report/html-evidence.ts';
import { sampleResult } from '../support/analysis-result.ts';

const numbers = new Map([['finding-1', 1]]);

test('one row an app, five marks a row, and the result in words', () => {
  const html = evidenceSection(evidenceRows(sampleResult()), numbers);
  const rows = [...html.matchAll(/<tr><th scope="row".*?<\/tr>/gs)].map(([row]) => row);
  expect(rows).toHaveLength(6);
  expect(html).not.toMatch(/undefined|NaN/);
  const marks = rows.map((row) => [...row.matchAll(/aria-label="([^"]+)"/g)].map(([, label]) => label));
  expect(marks[0]).toEqual(['observed', 'observed', 'not collected', 'observed', 'observed']);
  expect(marks[2]).toEqual([
    'observed, explained',
    'observed, explained',
    'not collected',
    'not observed',
    'observed, explained',
  ]);
  expect(rows.map((row) => /class="result"[^>]*>(?:<b[^>]*>)?([A-Za-z]*)/.exec(row)?.[1])).toEqual([
    'Alert',
    'Observation',
    'Explained',
    '',
    '',
    '',
  ]);
});

test('the four states differ in shape, not only in colour', () => {
  const shapes = (['observed', 'explained', 'not_observed', 'not_collected'] as const).map((status) =>
    statusMark(status)
      .replace(/ class="[^"]*"/g, '')
      .replace(/aria-label="[^"]*"|<title>.*?<\/title>/g, ''),
  );
  expect(new Set(shapes).size).toBe(4);
});

test('a count leads to the flows, a score to its finding where the page has it', () => {
  const html = evidenceSection(evidenceRows(sampleResult()), numbers);
  expect(html).toContain('<a href="#q=uid%3A10187">92</a>');
  expect(html).toContain('<a href="#finding-1">81</a>');
  expect(html).toContain('>46<');
});

test('without apps it says that nothing can be judged, and draws no empty table', () => {
  const html = evidenceSection([], numbers);
  expect(html).toContain('No app is known');
  expect(html).not.toContain('<table');
});

test('apps that are not shown are counted', () => {
  const [row] = evidenceRows(sampleResult());
  if (row === undefined) throw new Error('the sample has apps');
  expect(
    evidenceSection(
      Array.from({ length: 75 }, () => row),
      numbers,
    ),
  ).toContain('15 more apps are in apps.ndjson.');
});

test('ciphertext without structure, of which no finding comes, is said to be that', () => {
  const [, , , quiet] = evidenceRows(sampleResult());
  if (quiet === undefined) throw new Error('the sample has apps without findings');
  const { verdict: _, ...unjudged } = quiet;
  const row = { ...unjudged, verdict: undefined, areas: { ...quiet.areas, network_transmission: 'observed' as const } };
  const html = evidenceSection([row], numbers);
  expect(html).toContain('One sends ciphertext that nothing explains, but without structure or rhythm');
  expect(html).toContain('>No structure<');
  expect(evidenceSection([quiet], numbers)).not.toContain('structure');
});

test('apps with evidence are counted, observed or explained', () => {
  const rows = evidenceRows(sampleResult()).map((row) => ({
    ...row,
    areas: Object.fromEntries(
      Object.keys(row.areas).map((area) => [area, 'not_observed' as const]),
    ) as typeof row.areas,
  }));
  const [first, second, ...rest] = rows;
  if (first === undefined || second === undefined) throw new Error('the sample has apps');
  first.areas.key_lifecycle = 'observed';
  second.areas.background_execution = 'explained';
  expect(evidenceSection([first, second, ...rest], numbers)).toContain('Two apps have evidence in at least one area.');
  expect(evidenceSection([first, ...rest], numbers)).toContain('One app has evidence in at least one area.');
});

test('a UID stands where there is one, and nothing where there is none', () => {
  const [first] = evidenceRows(sampleResult());
  if (first === undefined) throw new Error('the sample has apps');
  const { uid: _, ...nameless } = first.app;
  expect(evidenceSection([first], numbers)).toContain(`data-title="UID">${first.app.uid}</td>`);
  expect(evidenceSection([{ ...first, app: nameless }], numbers)).toContain('<td class="number"></td>');
});
