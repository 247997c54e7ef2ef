// `npm run bench:report`: how long report.html takes to make and to get ready in chromium, and how long a filter and an order take, with 10,000 and
// with 100,000 flows. The flows are those of the demo, again and again with other times, ports and ids. Prints a Markdown table; asserts nothing.

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from '../scripts/build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const browserPath = process.env.CIPHERSCOPE_CHROMIUM ?? '/usr/bin/chromium';
const SIZES = [10_000, 100_000];
const RUNS = 5;
const FILTERS = ['enc:custom', 'example', 'app:notes up:>900 -port:443'];
/** Columns by their place: a time, a text, a number. */
const COLUMNS = [0, 2, 8];

if (!existsSync(browserPath)) {
  console.log('bench skipped: chromium is not here (CIPHERSCOPE_CHROMIUM)');
  process.exit(0);
}
if (!process.argv.includes('--built')) {
  const built = await build();
  if (built.code !== 0) throw new Error(built.output);
}
const { htmlReport, reportFlows } = await import('../dist/report/html-report.js');
const { NativeFolder } = await import('../dist/run/native-folder.js');
const { countFlow, viewedResult } = await import('../dist/report/viewed-result.js');
const expected = join(root, 'captures/demo/expected');
const demo = readFileSync(join(expected, 'flows.ndjson'), 'utf8').trim().split('\n').map(JSON.parse);
const folder = mkdtempSync(join(tmpdir(), 'cipherscope-bench-'));
const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
try {
  console.log(
    '| flows | page | made in, CPU | ready in | filter, slowest | order, slowest | heap |\n|---|---|---|---|---|---|---|',
  );
  for (const flows of SIZES) console.log(`| ${(await measured(flows)).join(' | ')} |`);
  console.log(`\nMedians of ${RUNS}; load average of the machine ${loadavg()[0].toFixed(1)}.`);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

async function measured(count) {
  const result = await viewedResult(NativeFolder.open(expected));
  const lines = [];
  for (let i = 0; i < count; i++) {
    const flow = variant(i, count);
    countFlow(result, flow);
    lines.push(`${JSON.stringify(flow)}\n`);
  }
  const block = Buffer.from(lines.join(''));
  const path = join(folder, `${count}.html`);
  const made = [];
  for (let run = 0; run < RUNS; run++) {
    // Of this process: what else the machine does is no matter.
    const start = process.cpuUsage();
    const collector = reportFlows(result);
    collector.addLines(block);
    const html = await htmlReport(result, {}, collector.finish());
    const { user, system } = process.cpuUsage(start);
    made.push((user + system) / 1000);
    writeFileSync(path, html);
  }
  const opened = [];
  for (let run = 0; run < RUNS; run++) opened.push(await open(path));
  const ms = (values) => `${Math.round(median(values))} ms`;
  return [
    count.toLocaleString('en-US'),
    `${(statSync(path).size / 1e6).toFixed(1)} MB`,
    ms(made),
    ms(opened.map(({ ready }) => ready)),
    ms(opened.map(({ filter }) => filter)),
    ms(opened.map(({ order }) => order)),
    `${Math.round(median(opened.map(({ heap }) => heap)) / 1e6)} MB`,
  ];
}

function variant(i, count) {
  const flow = demo[i % demo.length];
  const second = Math.floor((i / count) * 86_400);
  const start = new Date(Date.parse('2026-11-23T00:00:00Z') + second * 1000 + (i % 1000)).toISOString();
  return {
    ...flow,
    flow_id: ((BigInt(i + 1) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn).toString(16).padStart(16, '0'),
    start: start.replace('Z', '000Z'),
    first_frame: i * 12 + 1,
    last_frame: i * 12 + 12,
    duration_ms: flow.duration_ms + (i % 977),
    orig: { ...flow.orig, port: 1024 + ((i * 7919) % 60_000), bytes: flow.orig.bytes + (i % 3001) },
  };
}

async function open(path) {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    const seen = new MutationObserver(() => {
      if (document.documentElement?.dataset.ready) window.readyMs ??= performance.now();
    });
    seen.observe(document, { attributes: true, subtree: true });
  });
  await page.goto(pathToFileURL(path).href);
  await page.waitForFunction(() => window.readyMs !== undefined);
  const times = await page.evaluate(
    async ([filters, columns]) => {
      const body = document.querySelector('#flow-table tbody');
      const timed = (act) =>
        new Promise((resolve) => {
          const begin = performance.now();
          const seen = new MutationObserver(() => {
            seen.disconnect();
            resolve(performance.now() - begin);
          });
          seen.observe(body, { childList: true });
          act();
        });
      const input = document.getElementById('flow-filter');
      const heads = document.querySelectorAll('#flow-table thead button');
      const filter = [];
      for (const text of [...filters, '']) {
        filter.push(
          await timed(() => {
            input.value = text;
            input.dispatchEvent(new Event('input'));
          }),
        );
      }
      const order = [];
      for (const column of columns) order.push(await timed(() => heads[column].click()));
      return { filter: Math.max(...filter), order: Math.max(...order), heap: performance.memory?.usedJSHeapSize ?? 0 };
    },
    [FILTERS, COLUMNS],
  );
  const ready = await page.evaluate(() => window.readyMs);
  await page.close();
  return { ...times, ready };
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
