import { describe, expect, it } from 'vitest';
import { assertBaseline } from '../../src/lake/baseline-assertion.ts';
import { batchCsv } from '../../src/report/batch-csv.ts';
import { HOSTILE, START_US } from '../support/analysis-result.ts';
import { batchReport, FIRST_DAY, lakeOfDays, usualDays, WATCHED } from '../support/batch-lake.ts';
import { readCsv } from '../support/csv-reader.ts';
import { UNSAFE_TEXT } from '../support/native-records.ts';

/** Behind the byte order mark. */
function rowsByTitle(text: string): Record<string, string>[] {
  expect(text.startsWith('\ufeff')).toBe(true);
  const [titles = [], ...rows] = readCsv(text.slice(1));
  return rows.map((cells) => Object.fromEntries(titles.map((title, i) => [title, cells[i] ?? ''])));
}

describe('apps.csv', () => {
  it('has a row an app and build, with the numbers of its sessions', async () => {
    const own = await lakeOfDays([...usualDays(3), { version: '4.2', domain: 'c2.example', alert: true }]);
    assertBaseline(own.lake, { app: WATCHED, owner: 'ann', reason: 'read', until_us: START_US });
    const { apps } = await batchReport(own);
    const rows = rowsByTitle([...batchCsv(apps)].join(''));
    expect(rows).toHaveLength(apps.length * 2);
    const [newer, older] = rows.filter(({ app }) => app === WATCHED);
    expect(newer).toMatchObject({
      rank: '1',
      version: '4.2',
      signer_sha256: 'ab'.repeat(32),
      app_state: 'alert',
      sessions: '1',
      quiet_sessions: '0',
      alerts: '1',
      latest_score_status: 'scored',
      latest_new: 'domain not seen in 3 sessions before: c2.example',
      app_drift: 'insufficient',
      app_baseline: 'asserted',
      asserted_by: 'ann',
    });
    expect(Number(newer?.['latest_score_bits'])).toBeGreaterThan(0);
    expect(older).toMatchObject({ version: '4.1', sessions: '3', alerts: '0', observations: '3', rank: '1' });
    expect(older?.['first_seen']?.slice(0, 10)).toBe(FIRST_DAY);
    expect(Number(older?.['flows'])).toBe(3 * Number(newer?.['flows']));
    expect(Number(older?.['bytes_up'])).toBe(3 * Number(newer?.['bytes_up']));
  });

  it('leaves the score empty where too few sessions came before: empty is not 0', async () => {
    const { apps } = await batchReport(await lakeOfDays(usualDays(2)));
    const rows = rowsByTitle([...batchCsv(apps)].join(''));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect([row['latest_score_status'], row['latest_score_bits'], row['app_state']]).toEqual([
        'insufficient',
        '',
        'insufficient',
      ]);
    }
  });

  it('shows hostile names and versions, and runs none of them', async () => {
    const own = await lakeOfDays([
      { name: HOSTILE.formula, version: '=1+1', domain: '-2+3' },
      ...usualDays(2),
      { name: HOSTILE.terminal, domain: HOSTILE.bidi },
    ]);
    const { apps } = await batchReport(own);
    const text = [...batchCsv(apps)].join('');
    expect(text).not.toMatch(UNSAFE_TEXT);
    const rows = rowsByTitle(text);
    expect(rows.map(({ app }) => app)).toContain(`'${HOSTILE.formula}`);
    expect(rows.map(({ version }) => version)).toContain("'=1+1");
    for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^\s*[=+@-]/);
  });
});
