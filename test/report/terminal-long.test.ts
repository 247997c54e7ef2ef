import { describe, expect, test } from 'vitest';
import { channelList } from '../../src/report/channel-list.ts';
import { displayWidth } from '../../src/report/safe-text.ts';
import { terminalSummary } from '../../src/report/terminal-summary.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';

const written = { folder: 'out', files: ['flows.ndjson', 'findings.ndjson', 'report.html', 'manifest.json'] };

test('a lab run, on 100 columns', () => {
  expect(
    terminalSummary(sampleResult(), { columns: 100, colour: false, verbose: true, written }),
  ).toMatchInlineSnapshot(`
    "run42.pcapng · 48,120 packets · 13.9 MB · 342 flows · 24 h
    Provenance: emulator, from 2026-01-09 00:00:00 UTC
    ! run42.pcapng ends early at byte 31,204,480 (truncated); what came before was analysed.
    ! Packets not decoded: 12 truncated, 3 malformed.

    Without an app: 2 % of the flows, 0.1 % of the bytes
      7 of 342 flows have no app: no socket log row within 2 s (7).

    App                     Flows       Up     Down  Dest.  Encryption, by flows        Result
    com.lumen.flashlight       92  83.4 kB   250 kB      1  custom 96 %, cleartext 4 %  alert
    org.fairweather.widget     24  35.5 kB   107 kB      1  embedded 100 %              observation
    com.kite.messenger         61   2.9 MB   8.8 MB      1  custom 96 %, cleartext 4 %  explained
    com.meadow.news           140   294 kB   882 kB      1  standard 100 %
    com.orchard.bank           18   113 kB   340 kB      1  standard 100 %
    com.pinwheel.game           7   4.9 kB  14.7 kB      1  cleartext 100 %

    2 findings
      ● com.lumen.flashlight  alert, strong, 81 bits
        com.lumen.flashlight sent 92 flows of uniform bytes to 203.0.113.45:4443; seen in 4 of five
        areas. This is a pattern, not proof of malice.
        → cipherscope explain finding- CAPTURE
      ○ org.fairweather.widget  observation, partial, 46 bits
        org.fairweather.widget sent 24 flows of uniform bytes to api.fairweather.example:80; seen in 2
        of five areas. This is a pattern, not proof of malice.
        → cipherscope explain finding- CAPTURE
      1 more finding explained by catalogue, allowlist or baseline.

    What was looked at
      Key lifecycle               assessed
      Asymmetric crypto API       in part  API hook off for 52 min
      Ciphertext transformation   not assessed
      Background execution        assessed
      Network transmission        assessed
      → Run the app with the crypto hook and add its log with -t crypto.ndjson

    Report   out/report.html
    Records  out/ flows.ndjson findings.ndjson manifest.json
    "
  `);
});

test('a capture without a log, on 60 columns', () => {
  expect(
    terminalSummary(sampleResult({ captureOnly: true }), { columns: 60, colour: false, verbose: true }),
  ).toMatchInlineSnapshot(`
    "run42.pcapng · 48,120 packets · 13.9 MB · 342 flows · 24 h
    Provenance: emulator, from 2026-01-09 00:00:00 UTC
    ! run42.pcapng ends early at byte 31,204,480 (truncated);
      what came before was analysed.
    ! Packets not decoded: 12 truncated, 3 malformed.

    Without an app: 100 % of the flows, 100 % of the bytes
      No socket log: nothing could be attributed to an app. Add
      one with -t LOG.

    Destination              Flows       Up     Down  Encryption
    edge.kite.example:443       61   2.9 MB   8.8 MB  custom
    203.0.113.45:4443           92  83.4 kB   250 kB  custom
    api.fairweather.exampl…     24  35.5 kB   107 kB  embedded
    cdn.meadow.example:443     140   294 kB   882 kB  standard
    online.orchard.example…     18   113 kB   340 kB  standard
    ads.pinwheel.example:80      7   4.9 kB  14.7 kB  cleartext

    No findings
      Where no app is known, nothing can be judged app by app.

    What was looked at
      Key lifecycle               not assessed
      Asymmetric crypto API       not assessed
      Ciphertext transformation   not assessed
      Background execution        not assessed
      Network transmission        assessed
      → Run the app with the crypto hook and add its log with -t
        crypto.ndjson

    Nothing was written. Add -o FOLDER for the report and the
      records behind it.
    "
  `);
});

test('what has no app is said before any app, finding or area', () => {
  const text = terminalSummary(sampleResult(), { columns: 100, colour: false, verbose: true });
  const places = ['Without an app: 2 %', 'com.lumen.flashlight', '2 findings', 'What was looked at'].map((part) =>
    text.indexOf(part),
  );
  expect(places.every((place) => place > 0)).toBe(true);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('no word says that an app is all right', () => {
  for (const result of [sampleResult(), sampleResult({ captureOnly: true }), { ...sampleResult(), findings: [] }]) {
    expect(terminalSummary(result, { columns: 80, colour: false, verbose: true })).not.toMatch(
      /clean|safe|harmless|benign|no threat/i,
    );
  }
});

test('where nobody looked it says not assessed', () => {
  const text = terminalSummary(sampleResult({ captureOnly: true }), { columns: 80, colour: false, verbose: true });
  expect(text.match(/not assessed/g)).toHaveLength(4);
});

test('a capture that ends early is said at the top, with the byte', () => {
  const [, , third] = terminalSummary(sampleResult(), { columns: 100, colour: false, verbose: true }).split('\n');
  expect(third).toBe('! run42.pcapng ends early at byte 31,204,480 (truncated); what came before was analysed.');
});

test('several captures are counted, and only the damaged ones are named', () => {
  const result = sampleResult();
  const [capture] = result.manifest.captures;
  if (capture === undefined) throw new Error('the sample has a capture');
  result.manifest.captures = [capture, { ...capture, file: 'second.pcap', stop: { reason: 'end' } }];
  const text = terminalSummary(result, { columns: 100, colour: false, verbose: true });
  expect(text).toMatch(/^2 captures · /);
  expect(text).not.toContain('second.pcap');
});

test('of many damaged captures some are named and the others counted', () => {
  const result = sampleResult();
  const [capture] = result.manifest.captures;
  if (capture === undefined) throw new Error('the sample has a capture');
  result.manifest.captures = Array.from({ length: 9 }, (_, i) => ({ ...capture, file: `piece${i}.pcap` }));
  const lines = terminalSummary(result, { columns: 100, colour: false, verbose: true }).split('\n');
  const named = lines.filter((line) => line.includes(' ends early at byte'));
  expect(named.length).toBeGreaterThan(0);
  expect(lines).toContain(`! ${9 - named.length} more captures are damaged.`);
});

test('findings that are explained are "more" only beside others', () => {
  const result = sampleResult();
  result.findings = result.findings.filter(({ verdict }) => verdict === 'expected');
  const text = terminalSummary(result, { columns: 100, colour: false, verbose: true });
  expect(text).toContain('\n  1 finding explained by catalogue, allowlist or baseline.');
});

test('more findings than fit are counted', () => {
  const result = sampleResult();
  const [alert] = result.findings;
  if (alert === undefined) throw new Error('the sample has findings');
  result.findings = Array.from({ length: 9 }, (_, i) => ({ ...alert, finding_id: `f${i}` }));
  expect(terminalSummary(result, { columns: 100, colour: false, verbose: true })).toContain('\n  and 4 more\n');
  expect(terminalSummary(result, { columns: 100, colour: false, verbose: true, written })).toContain(
    '\n  and 4 more in findings.ndjson\n',
  );
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
  const text = terminalSummary(empty, { columns: 80, colour: false, verbose: true });
  expect(text).toContain('There are no flows to attribute.');
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
});

describe.each([40, 60, 80, 100, 300])('on %i columns', (columns) => {
  test('no line is wider, whatever a capture or a log says, and nothing but text reaches the terminal', () => {
    for (const hostile of [undefined, ...Object.values(HOSTILE)]) {
      const options = hostile === undefined ? {} : { hostile };
      const text = terminalSummary(sampleResult(options), { columns, colour: false, verbose: true, written });
      for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(text.split('\n').length).toBeLessThan(70);
    }
  });

  test('colour changes nothing but adds sequences of its own', () => {
    for (const hostile of [HOSTILE.terminal, HOSTILE.zalgo]) {
      const plain = terminalSummary(sampleResult({ hostile }), { columns, colour: false, verbose: true });
      const coloured = terminalSummary(sampleResult({ hostile }), { columns, colour: true, verbose: true });
      expect(coloured).not.toBe(plain);
      // biome-ignore lint/complexity/useRegexLiterals: the escape character is clearer as text.
      expect(coloured.replace(new RegExp('\\x1b\\[(?:0|1|2|33|36|1;31)m', 'g'), '')).toBe(plain);
    }
  });
});
