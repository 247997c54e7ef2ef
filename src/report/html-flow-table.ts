// The flow table of the HTML report: rows as JSON in a <template>, which no browser runs, and the first page of them as HTML for readers without
// script. Strings are made visible and cut here; the page's script writes them with textContent only.

import type { AnalysisResult } from './analysis-result.ts';
import { appName } from './app-evidence.ts';
import { type FlowSample, type SampledFlow, sidesOf } from './html-flow-sample.ts';
import { counted, humanBytes, humanCount, humanShare } from './human-number.ts';
import { htmlText, jsonLine, truncateText } from './safe-text.ts';

const PAGE_ROWS = 25;
const TEXT_CELLS = 100;

/** Columns of an embedded row; html-flow-script.ts reads them by these positions. The first eleven are those of the table. */
const COLUMNS: readonly { key: string; title: string; numeric?: true }[] = [
  { key: 'start', title: 'Start (UTC)' },
  { key: 'app', title: 'App' },
  { key: 'to', title: 'Destination' },
  { key: 'port', title: 'Port', numeric: true },
  { key: 'proto', title: 'Proto' },
  { key: 'svc', title: 'Service' },
  { key: 'enc', title: 'Encryption' },
  { key: 'sec', title: 'Seconds', numeric: true },
  { key: 'up', title: 'Bytes up', numeric: true },
  { key: 'down', title: 'Bytes down', numeric: true },
  { key: 'finding', title: 'Finding', numeric: true },
];

type Row = [...table: (string | number)[]];

export function flowSection(sample: FlowSample, result: AnalysisResult): string {
  const rows = sample.rows.map(rowOf);
  const captures = result.manifest.captures.map((capture) => truncateText(capture.file, TEXT_CELLS));
  const heads = COLUMNS.map(
    ({ title, numeric }, i) =>
      `<th scope="col"${numeric ? ' class="number"' : ''}><button type="button" data-column="${i}">${title}</button></th>`,
  );
  return `<section id="flows" aria-labelledby="flows-title">
<h2 id="flows-title">Flow table</h2>
<p class="small muted">${extent(sample)}</p>
<div class="filter">
<label for="flow-filter">Filter, for example <code>app:flashlight up:&gt;800 enc:custom -port:443</code>
<input id="flow-filter" type="text" autocomplete="off" spellcheck="false"></label>
<button type="button" id="flow-csv">Download CSV</button><button type="button" id="flow-clear">Clear</button></div>
<p id="flow-count" role="status" aria-live="polite">${counted(rows.length, 'flow')}</p>
<div class="scroll" tabindex="0" role="group" aria-labelledby="flows-title"><table class="flows" id="flow-table" aria-labelledby="flows-title">
<thead><tr>${heads.join('')}</tr></thead>
<tbody>
${rows.slice(0, PAGE_ROWS).map(rowHtml).join('\n')}
</tbody></table></div>
<div class="pages"><button type="button" id="flow-previous">Previous</button><span id="flow-range"></span><button type="button" id="flow-next">Next</button></div>
<noscript><p class="small muted">Filter, sorting and further pages need JavaScript, which is off; flows.ndjson holds every flow.</p></noscript>
<template id="flow-data">${embeddedJson({ captures, rows })}</template>
</section>`;
}

/** JSON that holds no character that HTML knows, whatever element it stands in. */
export function embeddedJson(value: unknown): string {
  return jsonLine(value).replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

function extent(sample: FlowSample): string {
  const left = sample.flows - sample.rows.length;
  const hint = 'Press a start time for a Wireshark filter. Print shows the page of rows on screen.';
  if (left === 0) return `All ${counted(sample.flows, 'flow')}. ${hint}`;
  const bytes = sample.bytes - sample.sampledBytes;
  const volume = `${humanBytes(bytes)} (${humanShare(bytes, sample.bytes) ?? '0 %'} of the bytes)`;
  const kept = `The ${humanCount(sample.rows.length)} flows that findings cite or that are largest`;
  return `${kept}; ${counted(left, 'smaller flow')} with ${volume} are in flows.ndjson only. ${hint}`;
}

function rowOf({ flow, finding }: SampledFlow): Row {
  const { device, remote } = sidesOf(flow);
  const { encryption } = flow;
  const app = flow.app === undefined ? '' : appName(flow.app);
  return [
    flow.start,
    text(app),
    text(flow.domain ?? remote.ip),
    remote.port,
    text(flow.transport),
    text(flow.service ?? ''),
    text(encryption.scheme === undefined ? encryption.class : `${encryption.class}, ${encryption.scheme}`),
    Math.round(flow.duration_ms) / 1000,
    device.bytes,
    remote.bytes,
    finding,
    flow.app?.uid ?? '',
    text(flow.orig.ip),
    flow.orig.port,
    text(flow.resp.ip),
    flow.resp.port,
    flow.first_frame,
    flow.last_frame,
    flow.capture,
    text(flow.flow_id),
    text(flow.app_missing ?? ''),
  ];
}

function rowHtml(row: Row): string {
  const cells = COLUMNS.map(({ key, numeric }, i) => {
    const value = row[i] as string | number;
    const shown = shownText(key, value);
    const css = numeric ? ' class="number"' : key === 'app' || key === 'to' ? ' class="cut id"' : '';
    return `<td${css}>${htmlText(shown)}</td>`;
  });
  return `<tr${row[10] === 0 ? '' : ' class="cited"'}>${cells.join('')}</tr>`;
}

/** As cellText() of the page's script shows it. */
function shownText(key: string, value: string | number): string {
  if (typeof value === 'string')
    return key === 'start' ? value.slice(5, 23).replace('T', ' ') : value || (key === 'app' ? 'unknown' : '');
  if (key === 'port') return String(value);
  if (key === 'finding') return value === 0 ? '' : String(value);
  if (key !== 'sec') return humanCount(value);
  return `${humanCount(Math.floor(value))}${value.toFixed(3).slice(-4)}`;
}

function text(value: string): string {
  return truncateText(value, TEXT_CELLS);
}
