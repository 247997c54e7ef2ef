import { expect, test } from 'vitest';
import { sampleFlows } from '../../src/report/html-flow-sample.ts';
import { embeddedJson, flowSection } from '../../src/report/html-flow-table.ts';
import { HOSTILE, type SampleOptions, sampleResult } from '../support/analysis-result.ts';

async function section(options: SampleOptions = {}, rows = 2000): Promise<string> {
  const result = sampleResult(options);
  const cited = result.findings.map((finding) => finding.evidence.flatMap(({ flows }) => flows));
  return flowSection(await sampleFlows(result, cited, [], rows), result);
}

function embedded(html: string): { captures: string[]; rows: (string | number)[][] } {
  return JSON.parse(/<template id="flow-data">(.*?)<\/template>/s.exec(html)?.[1] ?? '');
}

test('every flow is embedded once, cited ones first', async () => {
  const { rows, captures } = embedded(await section());
  expect(rows).toHaveLength(342);
  expect(new Set(rows.map((row) => row[19])).size).toBe(342);
  expect(rows.slice(0, 116).every((row) => Number(row[10]) > 0)).toBe(true);
  expect(rows.slice(116).every((row) => row[10] === 0)).toBe(true);
  expect(captures).toEqual(['run42.pcapng']);
});

test('a row has what the table and the Wireshark filter need', async () => {
  const row = embedded(await section()).rows.find((candidate) => candidate[11] === 10187);
  expect(row?.slice(1, 7)).toEqual(['com.lumen.flashlight', '203.0.113.45', 4443, 'tcp', 'unknown', 'custom']);
  expect(row?.slice(12, 13)).toEqual(['10.0.2.15']);
  expect(row).toHaveLength(21);
});

test('it says how many flows are left out and how large those are', async () => {
  const html = await section({}, 100);
  expect(embedded(html).rows).toHaveLength(100);
  expect(html).toMatch(
    /The 100 flows that findings cite or that are largest; 242 smaller flows with [\d.]+ MB \([\d.]+ % of the bytes\) are in flows\.ndjson only\./,
  );
  expect(await section()).toContain('All 342 flows.');
});

test('the first page is there without script', async () => {
  const html = await section();
  expect(html.match(/<tr class="cited">/g)).toHaveLength(25);
  expect(html).toContain('<noscript>');
});

test('embedded JSON holds no character of markup and parses to the same', () => {
  for (const hostile of Object.values(HOSTILE)) {
    const json = embeddedJson({ [hostile]: hostile });
    expect(json).not.toMatch(/[<>&\p{Cc}\p{Cf}\p{Cs}]/u);
    expect(JSON.parse(json)).toEqual({ [hostile]: hostile });
  }
});

test('hostile names are text of bounded length in cells and in data', async () => {
  for (const hostile of Object.values(HOSTILE)) {
    const html = await section({ hostile });
    expect(html).not.toMatch(/<script|<img|[\p{Cf}\p{Cs}]/u);
    for (const row of embedded(html).rows) for (const cell of row) expect(String(cell).length).toBeLessThan(400);
  }
});

test('no flows make an empty table, not an error', async () => {
  const result = { ...sampleResult(), flows: () => [] };
  const html = flowSection(await sampleFlows(result, [], [], 10), result);
  expect(embedded(html).rows).toEqual([]);
  expect(html).toContain('All 0 flows.');
});
