import { expect, test } from 'vitest';
import type { LakeGaps } from '../../src/lake/lake-gaps.ts';
import { batchGaps, gapCounts } from '../../src/report/batch-gaps.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { batchReport, lakeOfDays, usualDays } from '../support/batch-lake.ts';
import { textOf } from '../support/report-parts.ts';

const NONE: LakeGaps = {
  setAside: [],
  partial: [],
  incomplete: [],
  damaged: [],
  withoutLogs: 0,
  remarks: [],
  sessions: 4,
  unversionedSessions: 0,
  flows: 10,
  unattributedFlows: 0,
  configurations: 1,
};

test('names the captures that are not in the report, with their reasons', () => {
  const html = batchGaps(
    {
      ...NONE,
      setAside: [{ capture: `/lab/${HOSTILE.markup}`, reason: 'ended its worker (SIGKILL)' }],
      incomplete: [{ capture: 'two.pcap', reason: 'flows/x.parquet is gone' }],
      damaged: ['captures/torn.json'],
      partial: [{ capture: 'cut.pcap', reason: 'cut.pcap: ends early' }],
    },
    [],
  );
  const shown = textOf(html);
  expect(shown).toContain('3 captures of those handed in are not in this report.');
  expect(shown).toContain('set aside ended its worker (SIGKILL)');
  expect(shown).toContain('two.pcap files gone flows/x.parquet is gone');
  expect(shown).toContain('captures/torn.json record damaged');
  expect(shown).toContain('cut.pcap read in part ends early');
  expect(html).not.toMatch(/<script|<img/);
});

test('says how much of the traffic has no app, and how many apps have too few sessions', async () => {
  const { apps, gaps } = await batchReport(await lakeOfDays(usualDays(2)));
  const shown = textOf(batchGaps(gaps, apps));
  expect(shown).toContain('Every capture that was handed in is in this report.');
  expect(shown).toMatch(/\d+(\.\d)? % of the flows \(\d+\) belong to no known app/);
  expect(shown).toContain('2 captures came without logs');
  expect(shown).toContain(
    `The latest session of ${apps.length} apps has too few quiet sessions before it for a score.`,
  );
  expect(Object.fromEntries(gapCounts(gaps, apps))).toMatchObject({
    'Captures without logs': '2',
    'Apps without a score': String(apps.length),
    'Apps unvetted': String(apps.length),
  });
});

test('says nothing at the side where nothing is missing', () => {
  expect(gapCounts(NONE, [])).toEqual([]);
});

test('fifty captures are named, the rest is counted', () => {
  const setAside = Array.from({ length: 53 }, (_, i) => ({ capture: `${i}.pcap`, reason: 'no' }));
  const shown = textOf(batchGaps({ ...NONE, setAside }, []));
  expect(shown).toContain('49.pcap');
  expect(shown).not.toContain('50.pcap');
  expect(shown).toContain('3 more captures: see lake show.');
});
