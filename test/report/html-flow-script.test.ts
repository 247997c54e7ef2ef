import { describe, expect, test } from 'vitest';
import { sampleFlows } from '../../src/report/html-flow-sample.ts';
import { REPORT_SCRIPT } from '../../src/report/html-flow-script.ts';
import { flowSection } from '../../src/report/html-flow-table.ts';
import { htmlPage } from '../../src/report/html-page.ts';
import { HOSTILE, type SampleOptions, sampleResult } from '../support/analysis-result.ts';
import { chromium, openPage } from '../support/browser.ts';

/** Runs `steps` in the page after its own script and returns the object that they leave in `seen`. */
async function inPage(steps: string, options: SampleOptions = {}, hash = ''): Promise<Record<string, unknown>> {
  const result = sampleResult(options);
  const cited = result.findings.map((finding) => finding.evidence.flatMap(({ flows }) => flows));
  const table = flowSection(await sampleFlows(result, cited, [], 2000), result);
  const driver = `
const seen = {};
const filter = (text) => { const box = document.getElementById('flow-filter'); box.value = text; box.dispatchEvent(new Event('input')); };
const count = () => document.getElementById('flow-count').textContent;
const column = (index) => [...document.querySelectorAll('#flow-table tbody tr:not(.detail)')].map((row) => row.cells[index].textContent);
const press = (selector) => document.querySelector(selector).click();
${steps}
document.getElementById('seen').textContent = JSON.stringify(seen);`;
  const body = `<button id="theme"></button><button id="print"></button><pre id="seen"></pre>${table}`;
  const { dom, log } = await openPage(htmlPage({ title: 'T', body, style: '', script: REPORT_SCRIPT + driver }), hash);
  expect(log).not.toMatch(/Uncaught|violates/);
  const text = /<pre id="seen">(.*?)<\/pre>/s.exec(dom)?.[1] ?? '{}';
  return JSON.parse(text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
}

test('the script uses no network, no storage, no HTML of strings and no code of strings', () => {
  expect(REPORT_SCRIPT).not.toMatch(
    /fetch|XMLHttpRequest|WebSocket|sendBeacon|import\s*\(|localStorage|cookie|innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function/,
  );
});

describe.skipIf(chromium === undefined)('in a browser (needs chromium)', () => {
  test('a filter takes words, keys, comparisons, quotes and negation', async () => {
    const seen = await inPage(`
for (const text of ['', 'flashlight', 'app:flashlight up:>=923', 'enc:custom -uid:10187', 'port:4443', 'port:44', 'to:"edge.kite.example" port:443', 'finding:1', 'down:<3000 svc:http', 'nosuchkey:x', 'FLASHLIGHT', '-', 'frame:1', '"']) { filter(text); seen[text] = count(); }`);
    expect(seen).toEqual({
      '': '342 flows',
      flashlight: '92 of 342 flows match',
      'app:flashlight up:>=923': '61 of 342 flows match',
      'enc:custom -uid:10187': '61 of 342 flows match',
      'port:4443': '92 of 342 flows match',
      'port:44': '0 of 342 flows match',
      'to:"edge.kite.example" port:443': '61 of 342 flows match',
      'finding:1': '92 of 342 flows match',
      'down:<3000 svc:http': '7 of 342 flows match',
      'nosuchkey:x': '0 of 342 flows match',
      FLASHLIGHT: '92 of 342 flows match',
      '-': '342 flows',
      'frame:1': '1 of 342 flows match',
      '"': '342 flows',
    });
  });

  test('a head sorts by its column, numbers as numbers and largest first, and says so', async () => {
    const seen = await inPage(`
press('th button[data-column="8"]'); seen.first = column(8)[0]; seen.sort = document.querySelectorAll('th')[8].getAttribute('aria-sort');
press('th button[data-column="8"]'); seen.last = column(8)[0]; seen.again = document.querySelectorAll('th')[8].getAttribute('aria-sort');
press('th button[data-column="1"]'); seen.app = column(1)[0]; seen.other = document.querySelectorAll('th')[8].getAttribute('aria-sort');`);
    expect(seen).toEqual({
      first: '48,232',
      sort: 'descending',
      last: '700',
      again: 'ascending',
      app: 'unknown',
      other: null,
    });
  });

  test('pages turn, and the ends cannot be passed', async () => {
    const seen = await inPage(`
const range = () => document.getElementById('flow-range').textContent;
const off = () => [document.getElementById('flow-previous').disabled, document.getElementById('flow-next').disabled];
seen.start = [range(), ...off()]; press('#flow-next'); seen.second = [range(), ...off()];
filter('uid:10166'); seen.few = [range(), ...off()]; filter('nothing like this'); seen.none = [range(), ...off()];
press('#flow-clear'); seen.clear = count();`);
    expect(seen).toEqual({
      start: ['1 to 25', true, false],
      second: ['26 to 50', false, false],
      few: ['1 to 24', true, true],
      none: ['none', true, true],
      clear: '342 flows',
    });
  });

  test('a start time opens a Wireshark filter and a tshark line, and closes them again', async () => {
    const seen = await inPage(`
filter('uid:10187'); press('#flow-table tbody button'); seen.code = [...document.querySelectorAll('tr.detail code')].map((code) => code.textContent);
seen.open = document.querySelector('#flow-table tbody button').getAttribute('aria-expanded');
press('#flow-table tbody button'); seen.left = document.querySelectorAll('tr.detail').length;`);
    const [filter, command] = seen['code'] as string[];
    expect(filter).toMatch(
      /^ip\.addr == 10\.0\.2\.15 && ip\.addr == 203\.0\.113\.45 && tcp\.port == \d+ && tcp\.port == 4443 && frame\.number >= \d+ && frame\.number <= \d+$/,
    );
    expect(command).toBe(`tshark -r 'run42.pcapng' -Y '${filter}'`);
    expect(seen).toMatchObject({ open: 'true', left: 0 });
  });

  test('a capture file with quotes in its name cannot leave its quotes in the command', async () => {
    const seen = await inPage(
      `press('#flow-table tbody button'); seen.command = document.querySelectorAll('tr.detail code')[1].textContent;`,
      { hostile: `x'; rm -rf ~; '.pcap` },
    );
    expect(seen['command']).toMatch(/^tshark -r 'x'\\''; rm -rf ~; '\\''\.pcap' -Y '/);
  });

  test('the CSV has every matching row, and no cell that a spreadsheet would run', async () => {
    const seen = await inPage(
      `
let blob; URL.createObjectURL = (given) => { blob = given; return '#'; };
filter('uid:10166'); press('#flow-csv');
seen.size = blob.size; seen.type = blob.type;
blob.text().then((text) => { seen.lines = text.split('\\r\\n'); document.getElementById('seen').textContent = JSON.stringify(seen); });`,
      { hostile: HOSTILE.formula },
    );
    const lines = seen['lines'] as string[];
    expect(lines).toHaveLength(26);
    expect(lines[0]).toMatch(/^\ufeff?start,app,destination,port,/);
    expect(lines[1]).toContain(`,"'=HYPERLINK(""http://x.invalid"",""y"")",`);
    expect(lines.at(-1)).toBe('');
  });

  test('a link sets the filter, also when the page is opened with it', async () => {
    const seen = await inPage(
      `seen.filter = document.getElementById('flow-filter').value; seen.count = count();`,
      {},
      '#q=uid%3A10166',
    );
    expect(seen).toEqual({ filter: 'uid:10166', count: '24 of 342 flows match' });
    const broken = await inPage(`seen.count = count();`, {}, '#q=%E0%A4%A');
    expect(broken).toEqual({ count: '342 flows' });
  });

  test('the theme button turns the theme and names the other one', async () => {
    const seen = await inPage(`
const name = () => document.getElementById('theme').textContent;
seen.before = name(); press('#theme'); seen.after = name(); seen.theme = document.documentElement.dataset.theme;`);
    expect([seen['before'], seen['after']].sort()).toEqual(['Dark theme', 'Light theme']);
    expect(seen['theme']).toBe(seen['before'] === 'Dark theme' ? 'dark' : 'light');
  });
});
