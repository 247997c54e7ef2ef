import { inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { FlowRows } from '../../src/report/flow-rows.ts';
import { decodeFlowRows } from '../../src/report/flow-rows-codec.ts';
import { embeddedExtent, embeddedRows, flowSection } from '../../src/report/html-flow-table.ts';
import { HOSTILE, type SampleOptions, sampleResult } from '../support/analysis-result.ts';
import { collected, rowsOf } from '../support/report-parts.ts';

async function section(options: SampleOptions = {}, limit = 2000): Promise<string> {
  const flows = await collected(sampleResult(options), limit);
  return flowSection({ rows: flows.rows, extent: embeddedExtent(flows), source: embeddedRows(flows.rows) });
}

function embedded(html: string): FlowRows {
  const [, text = ''] = /<template id="flow-data"[^>]*>(.*?)<\/template>/s.exec(html) ?? [];
  expect(text).toMatch(/^[A-Za-z0-9+/=]+$/);
  return decodeFlowRows(inflateRawSync(Buffer.from(text, 'base64')), []);
}

test('every flow is embedded once', async () => {
  const rows = embedded(await section());
  expect(rows.count).toBe(342);
  expect(new Set(Array.from(rows.columns.idLow, (low, i) => `${rows.columns.idHigh[i]} ${low}`)).size).toBe(342);
  expect(await section()).toContain('data-captures="[&quot;run42.pcapng&quot;]"');
});

test('it says how many flows are left out and how large those are', async () => {
  const html = await section({}, 100);
  expect(embedded(html).count).toBe(100);
  expect(html).toMatch(
    /The 100 flows that findings cite or that are largest\. 242 smaller flows \([\d.]+ MB, [\d.]+ % of the bytes\) are in flows\.ndjson only/,
  );
  expect(await section()).toContain('All 342 flows.');
});

test('the first page is there without script', async () => {
  const html = await section();
  expect(html.match(/<tr(?: class="cited")?><td>/g)).toHaveLength(25);
  expect(html).toContain('<noscript>');
});

test('hostile names are text in cells, and in the data no markup can stand', async () => {
  for (const hostile of Object.values(HOSTILE)) {
    const html = await section({ hostile });
    expect(html).not.toMatch(/<script|<img|[\p{Cf}\p{Cs}]/u);
    for (const text of embedded(html).texts) expect(text.length).toBeLessThan(600);
  }
});

test('no flows make an empty table, not an error', () => {
  const rows = rowsOf([]);
  const html = flowSection({ rows, extent: 'None.', source: embeddedRows(rows) });
  expect(embedded(html).count).toBe(0);
  expect(html).toContain('No flows.');
});
