// The flow table of the HTML report: the rows as compressed columns in a <template>, which no browser runs, and the first page of them as HTML
// for readers without script. The viewer's page has no rows of its own and asks its server.

import { deflateRawSync } from 'node:zlib';
import { releaseBuffers } from '../base/columns.ts';
import { FILTER_KEYS } from './flow-filter.ts';
import { type FlowRows, rowView } from './flow-rows.ts';
import { encodeFlowRows } from './flow-rows-codec.ts';
import { counted, humanBytes, humanCount, humanShare } from './human-number.ts';
import type { CollectedFlows } from './report-flows.ts';
import { ROW_CELLS } from './row-text.ts';
import { htmlText, jsonLine } from './safe-text.ts';

const PAGE_ROWS = 25;
/** Larger pages of rows, for print and for wide screens. */
const PAGE_CHOICES = [25, 100, 500];

export interface FlowTableParts {
  rows: FlowRows;
  /** Words about what the table holds and what not. */
  extent: string;
  /** HTML: where the script gets its rows. */
  source: string;
}

export function flowSection({ rows, extent, source }: FlowTableParts): string {
  const heads = ROW_CELLS.map(
    ({ title, css }) =>
      `<th scope="col"${css === 'number' ? ' class="number"' : ''}><button type="button">${title}</button></th>`,
  );
  const first = Array.from({ length: Math.min(PAGE_ROWS, rows.count) }, (_, row) => rowHtml(rows, row));
  const keys = Object.entries(FILTER_KEYS).map(([key, what]) => `<dt><code>${key}:</code></dt><dd>${what}</dd>`);
  const choices = PAGE_CHOICES.map((count) => `<option>${count}</option>`).join('');
  return `<section id="flows" aria-labelledby="flows-title">
<h2 id="flows-title" tabindex="-1">Flow table</h2>
<p class="small muted">${htmlText(extent)} Press a start time for the flow's packets. Print shows the rows on screen.</p>
<div class="filter">
<label for="flow-filter">Filter, for example <code>app:flashlight up:&gt;800 enc:custom -port:443</code>
<input id="flow-filter" type="text" autocomplete="off" spellcheck="false"></label>
<button type="button" id="flow-clear">Clear</button><button type="button" id="flow-csv">Download CSV</button></div>
<details class="keys"><summary>How to filter</summary><p>Words that must all hold. <code>key:text</code> looks for the text in one column, <code>key:one|other</code> for one of several, <code>key:=text</code> for exactly it; numbers and times take <code>&gt;</code>, <code>&lt;</code>, <code>&gt;=</code> and <code>&lt;=</code>; <code>-</code> before a word turns it round; quotes hold spaces together.</p><dl>${keys.join('')}</dl></details>
<p id="flow-count" role="status" aria-live="polite">${counted(rows.count, 'flow')}</p>
<div class="scroll" tabindex="0" role="group" aria-label="Flow table"><table class="flows" id="flow-table" aria-labelledby="flows-title">
<thead><tr>${heads.join('')}</tr></thead>
<tbody>
${first.length === 0 ? `<tr class="empty"><td colspan="${ROW_CELLS.length}">No flows.</td></tr>` : first.join('\n')}
</tbody></table></div>
<div class="pages"><button type="button" id="flow-previous">Previous</button><span id="flow-range"></span><button type="button" id="flow-next">Next</button>
<label for="flow-rows">Rows <select id="flow-rows">${choices}</select></label></div>
<noscript><p class="small muted">Filter, order and further pages need JavaScript, which is off; flows.ndjson holds every flow.</p></noscript>
${source}
</section>`;
}

export function embeddedRows(rows: FlowRows): string {
  // Level 6, named, so that another default of zlib would not change the bytes.
  const encoded = encodeFlowRows(rows);
  const packed = deflateRawSync(encoded, { level: 6 });
  releaseBuffers([encoded.buffer]);
  const captures = htmlText(jsonLine(rows.captures));
  return `<template id="flow-data" data-captures="${captures}">${packed.toString('base64')}</template>`;
}

export function embeddedExtent({ rows, flows, bytes }: CollectedFlows): string {
  const left = flows - rows.count;
  if (left === 0) return flows === 1 ? 'The one flow.' : `All ${counted(flows, 'flow')}.`;
  const { upBytes, downBytes } = rows.columns;
  let kept = 0;
  for (let row = 0; row < rows.count; row += 1) kept += (upBytes[row] as number) + (downBytes[row] as number);
  const volume = `${humanBytes(bytes - kept)}, ${humanShare(bytes - kept, bytes) ?? '0 %'} of the bytes`;
  return `The ${humanCount(rows.count)} flows that findings cite or that are largest. ${counted(left, 'smaller flow')} (${volume}) are in flows.ndjson only: "cipherscope view" shows all.`;
}

function rowHtml(rows: FlowRows, row: number): string {
  const flow = rowView(rows, row);
  const cells = ROW_CELLS.map(
    ({ css, text }) => `<td${css === undefined ? '' : ` class="${css}"`}>${htmlText(text(flow, true))}</td>`,
  );
  return `<tr${flow.finding === 0 ? '' : ' class="cited"'}>${cells.join('')}</tr>`;
}
