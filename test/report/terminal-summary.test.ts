import { describe, expect, test } from 'vitest';
import { channelList } from '../../src/report/channel-list.ts';
import { displayWidth } from '../../src/report/safe-text.ts';
import { terminalSummary } from '../../src/report/terminal-summary.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';

const written = { folder: 'out', files: ['flows.ndjson', 'findings.ndjson', 'report.html', 'manifest.json'] };

test('a lab run, on 100 columns', () => {
  expect(terminalSummary(sampleResult(), { columns: 100, colour: false, written })).toMatchInlineSnapshot(`
    "run42.pcapng · 48,120 packets · 13.9 MB · 342 flows · 24 h
    From: emulator, 2026-01-09 00:00:00 UTC   ! Not decoded: 12 truncated, 3 malformed
    ! run42.pcapng ends early at byte 31,204,480 (truncated); what came before was analysed.
    No app: 2 % of flows, 0.1 % of bytes; no socket log row within 2 s

    App                     Flows       Up    Down  Dest.  Encryption, by flows        Result
    com.lumen.flashlight       92  83.4 kB  250 kB      1  custom 96 %, cleartext 4 %  alert
    org.fairweather.widget     24  35.5 kB  107 kB      1  embedded 100 %              observation
    com.kite.messenger         61   2.9 MB  8.8 MB      1  custom 96 %, cleartext 4 %  explained
    com.meadow.news           140   294 kB  882 kB      1  standard 100 %
    and 2 more apps: 25 flows, 473 kB

    2 findings                Destination  Verdict      Bits  Areas   Encryption
    ● com.lumen.flashlight                 alert          81  4 of 5
    ○ org.fairweather.widget               observation    46  2 of 5
    It is a pattern, not proof of malice. 1 more explained by catalogue, allowlist or baseline.

    Areas  not assessed: ciphertext · in part: crypto API · assessed: keys, background, network
    → Run the app with the crypto hook and add its log with -t crypto.ndjson
    Report   out/report.html and 3 record files
    "
  `);
});

test('a capture without a log, on 60 columns', () => {
  expect(terminalSummary(sampleResult({ captureOnly: true }), { columns: 60, colour: false })).toMatchInlineSnapshot(`
    "run42.pcapng · 48,120 packets · 13.9 MB · 342 flows · 24 h
    From: emulator   ! Not decoded: 12 truncated, 3 malformed
    ! run42.pcapng ends early at byte 31,204,480 (truncated);
      what came before was analysed.
    No app: 100 % of flows, 100 % of bytes; no socket log: add
      one with -t LOG
    Destination               Flows       Up    Down  Encryption
    edge.kite.example:443        61   2.9 MB  8.8 MB  custom
    203.0.113.45:4443            92  83.4 kB  250 kB  custom
    api.fairweather.example…     24  35.5 kB  107 kB  embedded
    and 3 more destinations: 165 flows, 1.6 MB

    No findings. Where no app is known, nothing can be judged
      app by app.
    Areas  not assessed: keys, crypto API, ciphertext,
           background · assessed: network
    → Run the app with the crypto hook and add its log with -t
      crypto.ndjson
    Nothing was written. Add -o FOLDER for the report and the
      records behind it.
    "
  `);
});

test('what has no app is said before any app, finding or area', () => {
  const text = terminalSummary(sampleResult(), { columns: 100, colour: false });
  const places = ['No app: 2 %', 'com.lumen.flashlight', '2 findings', 'Areas  '].map((part) => text.indexOf(part));
  expect(places.every((place) => place > 0)).toBe(true);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('no word says that an app is all right', () => {
  for (const result of [sampleResult(), sampleResult({ captureOnly: true }), { ...sampleResult(), findings: [] }]) {
    expect(terminalSummary(result, { columns: 80, colour: false })).not.toMatch(
      /clean|safe|harmless|benign|no threat/i,
    );
  }
});

test('where nobody looked it says not assessed', () => {
  const text = terminalSummary(sampleResult({ captureOnly: true }), { columns: 100, colour: false });
  expect(text).toContain('Areas  not assessed: keys, crypto API, ciphertext, background · assessed: network');
});

test('a capture that ends early is said at the top, with the byte', () => {
  const [, , ended] = terminalSummary(sampleResult(), { columns: 100, colour: false }).split('\n');
  expect(ended).toBe('! run42.pcapng ends early at byte 31,204,480 (truncated); what came before was analysed.');
});

test('several captures are counted, and only the damaged ones are named', () => {
  const result = sampleResult();
  const [capture] = result.manifest.captures;
  if (capture === undefined) throw new Error('the sample has a capture');
  result.manifest.captures = [capture, { ...capture, file: 'second.pcap', stop: { reason: 'end' } }];
  const text = terminalSummary(result, { columns: 100, colour: false });
  expect(text).toMatch(/^2 captures · /);
  expect(text).not.toContain('second.pcap');
});

test('several origins stand on as many lines as they need', () => {
  const result = sampleResult();
  const [capture] = result.manifest.captures;
  result.manifest.captures = ['Android emulator (by its addresses)', 'network interface (ETHERNET)'].map(
    (provenance) => ({ ...(capture as NonNullable<typeof capture>), provenance }),
  );
  const text = terminalSummary(result, { columns: 60, colour: false });
  expect(text).toContain(
    '\nFrom: Android emulator (by its addresses), network\n  interface (ETHERNET), 2026-01-09 00:00:00 UTC\n',
  );
});

test('more findings than fit are counted', () => {
  const result = sampleResult();
  const [alert] = result.findings;
  if (alert === undefined) throw new Error('the sample has findings');
  result.findings = Array.from({ length: 9 }, (_, i) => ({ ...alert, finding_id: `f${i}` }));
  expect(terminalSummary(result, { columns: 100, colour: false })).toContain(
    '\nand 5 more (-v). It is a pattern, not proof of malice.',
  );
});

test('every damaged capture is counted, the first is named', () => {
  const result = sampleResult();
  const [capture] = result.manifest.captures;
  if (capture === undefined) throw new Error('the sample has a capture');
  result.manifest.captures = [capture, { ...capture, file: 'second.pcap' }, { ...capture, file: 'third.pcap' }];
  const text = terminalSummary(result, { columns: 120, colour: false });
  expect(text).toContain('! run42.pcapng ends early at byte 31,204,480 (truncated)');
  expect(text).toContain('; what came before was analysed. 2 more captures are damaged.');
});

test('an analysis of nothing is still a summary', () => {
  const empty = sampleResult({ captureOnly: true });
  Object.assign(empty, { channels: channelList([]), coverage: [] });
  Object.assign(empty.manifest, { captures: [] });
  Object.assign(empty.totals, {
    flows: 0,
    bytes: 0,
    packets: 0,
    unattributedFlows: 0,
    unattributedBytes: 0,
    firstUs: undefined,
    lastUs: undefined,
  });
  const text = terminalSummary(empty, { columns: 80, colour: false });
  expect(text).toContain('There are no flows to attribute.');
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
});

test('folders of other formats are counted apart from the records', () => {
  const lineOf = (files: string[]) =>
    terminalSummary(sampleResult(), { columns: 80, colour: false, written: { folder: 'out', files } })
      .split('\n')
      .find((line) => /^(Report|Records) /.test(line));
  expect(lineOf([...written.files, 'csv/', 'zeek/'])).toBe(
    'Report   out/report.html, 3 record files and 2 folders of other formats',
  );
  expect(lineOf(['report.html', 'csv/'])).toBe('Report   out/report.html and 1 folder of another format');
  expect(lineOf(['flows.ndjson'])).toBe('Records  out/ (1 record file)');
});

test('the first finding can be looked at with what is printed', () => {
  const result = sampleResult();
  for (const finding of result.findings) finding.finding_id = `${finding.verdict}-0123456789`;
  expect(terminalSummary(result, { columns: 80, colour: false })).toContain(
    'It is a pattern, not proof of malice. Why: cipherscope explain alert-01 …',
  );
});

describe.each([40, 60, 80, 100, 300])('on %i columns', (columns) => {
  test('no line is wider, whatever a capture or a log says, and nothing but text reaches the terminal', () => {
    for (const hostile of [undefined, ...Object.values(HOSTILE)]) {
      const options = hostile === undefined ? {} : { hostile };
      const text = terminalSummary(sampleResult(options), { columns, colour: false, written });
      for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      // One line ends the text.
      if (columns >= 80) expect(text.split('\n').length).toBeLessThanOrEqual(21);
    }
  });

  test('colour changes nothing but adds sequences of its own', () => {
    for (const hostile of [HOSTILE.terminal, HOSTILE.zalgo]) {
      const plain = terminalSummary(sampleResult({ hostile }), { columns, colour: false });
      const coloured = terminalSummary(sampleResult({ hostile }), { columns, colour: true });
      expect(coloured).not.toBe(plain);
      // biome-ignore lint/complexity/useRegexLiterals: the escape character is clearer as text.
      expect(coloured.replace(new RegExp('\\x1b\\[(?:0|1|2|33|36|1;31)m', 'g'), '')).toBe(plain);
    }
  });
});
